"""WordPress' export, WXR."""
