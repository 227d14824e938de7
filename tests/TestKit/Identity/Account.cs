namespace RiskMonitor.TestKit.Identity;

/// <summary>Somebody's account with the provider.</summary>
/// <param name="Id">What the provider calls them: opaque, and never given to anybody else.</param>
public sealed record Account(string Id, string User, string Password, string Name, params string[] Groups)
{
    /// <summary>They know their password and are not let in any more.</summary>
    public bool IsDisabled { get; set; }
}
