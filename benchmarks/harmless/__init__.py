"""Whether a repair does harm, on sets whose shortcuts nobody knows."""
