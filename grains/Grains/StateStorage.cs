namespace RiskMonitor.Grains;

/// <summary>The name of the Orleans storage provider for checkpoints and small states. State names are unique over all grain classes: a test says so.</summary>
public static class StateStorage
{
    public const string Name = "states";
}
