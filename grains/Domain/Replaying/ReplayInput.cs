using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Replaying;

/// <summary>The lines of a file in the order in which they became known: by time of receipt, ties by line.</summary>
internal sealed class ReplayInput
{
    // Lines before the first that has a time of its own are known from the first instant on.
    private static readonly DateTimeOffset NoTimeYet = DateTimeOffset.MinValue;

    private readonly List<(Observation Observation, long Line)> taken = [];
    private readonly List<RejectedLine> rejected = [];

    private readonly bool trusted;

    private ReplayInput(bool trusted) => this.trusted = trusted;

    public IReadOnlyList<RejectedLine> Rejected => rejected;

    public int Count => taken.Count;

    public long UnknownFields { get; private set; }

    public static ReplayInput Read(IEnumerable<NumberedLine> lines, ReaderOptions options)
    {
        var input = new ReplayInput(options.Trusted);
        var reader = new ObservationReader(options with { ChecksLater = true });
        var before = NoTimeYet;
        foreach (var line in lines) before = input.Take(reader.Read(line.Bytes, line.Number, before), line.Number, before);
        input.UnknownFields = reader.UnknownFields;
        input.GiveTimeToTheFirst();
        input.rejected.Sort((one, other) => one.Line.CompareTo(other.Line));
        input.taken.Sort((one, other) => one.Observation.ReceivedAt == other.Observation.ReceivedAt
            ? one.Line.CompareTo(other.Line)
            : one.Observation.ReceivedAt.CompareTo(other.Observation.ReceivedAt));
        return input;
    }

    /// <summary>The observations of each instant, which are taken in together. None when no line has a time: nothing can be said to be known by then.</summary>
    public IEnumerable<(DateTimeOffset At, IReadOnlyList<Observation> Observations)> Instants()
    {
        for (var next = 0; next < taken.Count;)
        {
            var at = taken[next].Observation.ReceivedAt;
            if (at == NoTimeYet) yield break;
            var together = new List<Observation>();
            for (; next < taken.Count && taken[next].Observation.ReceivedAt == at; next++) together.Add(taken[next].Observation);
            yield return (at, together);
        }
    }

    // A line that is refused lends its time to nobody.
    private DateTimeOffset Take(LineOutcome outcome, long line, DateTimeOffset before)
    {
        if (outcome is RejectedLine refused)
        {
            rejected.Add(refused);
            return before;
        }

        var observation = ((ReadLine)outcome).Observation;
        if (observation.ReceivedAt != NoTimeYet && Refused(observation, line)) return before;
        taken.Add((observation, line));
        return observation.ReceivedAt;
    }

    private void GiveTimeToTheFirst()
    {
        var first = taken.Select(entry => entry.Observation.ReceivedAt).Where(time => time != NoTimeYet).DefaultIfEmpty(NoTimeYet).Min();
        if (first == NoTimeYet) return;
        for (var next = 0; next < taken.Count && taken[next].Observation.ReceivedAt == NoTimeYet; next++)
            taken[next] = (taken[next].Observation with { ReceivedAt = first }, taken[next].Line);
        taken.RemoveAll(entry => entry.Observation.ReceivedAt == first && Refused(entry.Observation, entry.Line));
    }

    private bool Refused(Observation observation, long line)
    {
        if (trusted || ObservationCheck.Of(observation) is not { } trouble) return false;
        rejected.Add(new RejectedLine(line, trouble.Field, trouble.Reason));
        return true;
    }
}
