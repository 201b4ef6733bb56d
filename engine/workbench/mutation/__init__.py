"""Mutation testing of a knowledge base: small changes of its rules, and whether its cases notice them."""
