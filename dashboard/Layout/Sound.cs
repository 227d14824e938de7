namespace RiskMonitor.Dashboard.Layout;

/// <summary>Whether this screen sounds: off until somebody switches it on, and silent for a while when asked. In memory only.</summary>
public sealed class Sound
{
    public static readonly TimeSpan MuteFor = TimeSpan.FromMinutes(15);

    public event Action? Changed;

    public bool IsOn { get; private set; }

    public DateTimeOffset MutedUntil { get; private set; } = DateTimeOffset.MinValue;

    public void Switch(bool on) => Set(() => (IsOn, MutedUntil) = (on, DateTimeOffset.MinValue));

    public void Mute(DateTimeOffset now) => Set(() => MutedUntil = now + MuteFor);

    public void Unmute() => Set(() => MutedUntil = DateTimeOffset.MinValue);

    /// <summary>How long it stays silent; null: it sounds.</summary>
    public TimeSpan? Left(DateTimeOffset now) => MutedUntil > now ? MutedUntil - now : null;

    private void Set(Action change)
    {
        change();
        Changed?.Invoke();
    }
}
