namespace RiskMonitor.StandIns.Demo;

/// <summary>A code written at a time; <see cref="At"/> null means when the class's register comes in.</summary>
internal sealed record MarkStep(string Code, DateTimeOffset? At = null, int MinutesLate = 0);

/// <summary>What is fixed about one pupil's marks: between the two sessions present, but for those that are told otherwise.</summary>
internal sealed class MarkStory(int firstSession, int lastSession)
{
    private readonly Dictionary<int, MarkStep[]> _told = [];

    public MarkStory Tell(int session, params MarkStep[] steps)
    {
        _told[session] = steps;
        return this;
    }

    public bool Covers(int session) => session >= firstSession && session <= lastSession;

    /// <summary>Null: present.</summary>
    public MarkStep[]? Of(int session) => _told.GetValueOrDefault(session);
}
