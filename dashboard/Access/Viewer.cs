using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Access;

/// <summary>Who looks at this screen; null until the server has said so.</summary>
public sealed class Viewer
{
    public event Action? Changed;

    public Me? Me { get; private set; }

    /// <summary>Whoever signs in next proves who they are, even if the identity provider still knows somebody here.</summary>
    public bool IsAskedAnew { get; private set; }

    public void AskAnew() => IsAskedAnew = true;

    public void Become(Me? me)
    {
        Me = me;
        IsAskedAnew = IsAskedAnew && me is null;
        Changed?.Invoke();
    }
}
