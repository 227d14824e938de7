namespace RiskMonitor.Domain.Tests.Reference;

internal enum Rank
{
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Whom a rule looks at: a pupil of a school, a school (or a facet of it), or a trust (then the school is its id).</summary>
internal sealed record ReferenceSubject(string School, string? Student = null, string? Facet = null);

/// <summary>What one rule says of one subject at an instant: its timeline, and how urgent its open episode is then.</summary>
internal sealed record ReferenceFinding(ReferenceSubject Subject, IReadOnlyList<Episode> Episodes, Rank Severity);

/// <summary>One line of what is told.</summary>
internal sealed record ReferenceTransition(
    string Rule, string School, string? Student, string? Facet, int Episode, int Seq, string From, string To, Rank Severity, DateOnly Effective, DateTimeOffset At);

/// <summary>5.0.3 to 5.0.5 for one rule and subject: what was told so far against the timeline of now.</summary>
internal sealed class Reconciler(string rule, ReferenceSubject subject)
{
    private int episode;
    private int seq;
    private bool open;
    private DateOnly raisedOn;
    private Rank severity;

    public IEnumerable<ReferenceTransition> Tell(ReferenceFinding finding, DateTimeOffset at)
    {
        var now = finding.Episodes.Count > 0 && finding.Episodes[^1].ClearedOn is null ? finding.Episodes[^1] : null;
        if (open && now is not null) return finding.Severity > severity ? [Raised(now, finding.Severity, "firing", at)] : [];
        if (open) return [Ended(finding.Episodes, at)];
        if (now is null) return [];
        (episode, seq, open, raisedOn) = (episode + 1, 0, true, now.RaisedOn);
        return [Raised(now, finding.Severity, "inactive", at)];
    }

    private ReferenceTransition Raised(Episode now, Rank rank, string from, DateTimeOffset at)
    {
        severity = rank;
        return Row(from, "firing", now.RaisedOn, at);
    }

    private ReferenceTransition Ended(IReadOnlyList<Episode> episodes, DateTimeOffset at)
    {
        open = false;
        var cleared = episodes.Select(past => past.ClearedOn).LastOrDefault(date => date >= raisedOn);
        return cleared is { } date ? Row("firing", "resolved", date, at) : Row("firing", "retracted", London.DateOf(at), at);
    }

    private ReferenceTransition Row(string from, string to, DateOnly effective, DateTimeOffset at) =>
        new(rule, subject.School, subject.Student, subject.Facet, episode, ++seq, from, to, severity, effective, at);
}
