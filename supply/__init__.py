"""What the project is built from: locked versions, their licences, known vulnerabilities. See docs/supply-chain.md."""
