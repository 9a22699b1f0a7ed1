"""A causal language model of random weights in a folder, which reads single characters."""


def saved(folder, corpus, **config):
    """A Llama of two layers whose tokenizer puts a token before every text, and a folder for it."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    names = ["<pad>", "<unk>", "<s>", *sorted({c for text in corpus.texts for c in text})]
    table = {name: i for i, name in enumerate(names)}
    raw = Tokenizer(models.WordLevel(table, unk_token=names[1]))
    raw.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    raw.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 2)])
    special = {"pad_token": names[0], "unk_token": names[1], "bos_token": names[2]}
    PreTrainedTokenizerFast(tokenizer_object=raw, **special).save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {
        "vocab_size": len(names), "hidden_size": 32, "intermediate_size": 64, "pad_token_id": 0,
        "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 4096,
        "initializer_range": 0.2,
    }  # fmt: skip
    model = LlamaForCausalLM(LlamaConfig(**(sizes | config)))
    # As language models are saved by those who train them.
    model.bfloat16().save_pretrained(folder)
    return folder
