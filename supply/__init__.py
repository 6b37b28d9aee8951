"""What the project is built from: locked versions, their licences, known vulnerabilities: docs/supply-chain.md."""
