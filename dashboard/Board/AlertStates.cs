namespace RiskMonitor.Dashboard.Board;

/// <summary>The states a card can be in, as the board names them.</summary>
public static class AlertStates
{
    public const string Firing = "firing";
    public const string Acknowledged = "acknowledged";
    public const string Resolved = "resolved";
    public const string Retracted = "retracted";

    /// <summary>Only the two ends close a card: a state this screen does not know stays on the wall.</summary>
    public static bool IsOpen(string state) => state is not (Resolved or Retracted);

    public static bool NeedsSomebody(string state) => IsOpen(state) && state is not Acknowledged;

    public static string Word(string state) => state switch
    {
        Firing => "Not acknowledged",
        Acknowledged => "Acknowledged",
        Resolved => "Resolved",
        Retracted => "Retracted",
        "inactive" => "Not raised",
        "pending" => "Pending",
        "clearing" => "Clearing",
        _ => state,
    };
}
