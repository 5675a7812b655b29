"""Process documents, led to from the pages whose work they describe."""
