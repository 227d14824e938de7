global using RiskMonitor.Domain.Access;
