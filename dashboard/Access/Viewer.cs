using RiskMonitor.Contracts;

namespace RiskMonitor.Dashboard.Access;

/// <summary>Who looks at this screen; null until the server has said so.</summary>
public sealed class Viewer
{
    public event Action? Changed;

    public Me? Me { get; private set; }

    public void Become(Me? me)
    {
        Me = me;
        Changed?.Invoke();
    }
}
