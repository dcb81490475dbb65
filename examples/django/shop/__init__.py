"""A shop that tells its customers on WhatsApp that their order has left."""
