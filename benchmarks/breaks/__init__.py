"""The rank correlation of SDR with what models really lose where a shortcut breaks."""
