"""What the förbund has set out to reach: goals, indicators, published references and resources, as its own file ``mal.toml`` says them."""
