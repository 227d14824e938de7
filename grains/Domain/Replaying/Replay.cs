using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Replaying;

/// <summary>
/// Runs a file of observations through the same register, chronologies, rules and boards as the live path, one instant after the other.
/// What is told depends on the lines and their times of receipt alone, not on their order in the file. At one instant schools stand in the
/// order of their ids, each with its pupils first, and the boards of trusts after all schools.
/// </summary>
public static class Replay
{
    public static ReplayResult Run(Stream ndjson, ReplayOptions options) =>
        Run(NdjsonLines.Read(ndjson, options.Reader.MaximumLineBytes), options);

    public static ReplayResult Run(IEnumerable<NumberedLine> lines, ReplayOptions options)
    {
        var input = ReplayInput.Read(lines, options.Reader);
        var schools = new SortedDictionary<SchoolId, ReplaySchool>();
        var lending = new ReplayLending(schools, options);
        var told = new List<Transition>();
        DateTimeOffset? until = null;
        foreach (var (at, together) in input.Instants())
        {
            foreach (var school in schools.Values) school.BringIntoForce(at, told);
            Take(together, schools, options);
            lending.ToPeers(at);
            foreach (var (_, school) in schools.Where(each => !each.Key.IsTrust)) school.Evaluate(at, told);
            lending.ToTrusts(at);
            foreach (var (_, board) in schools.Where(each => each.Key.IsTrust)) board.Evaluate(at, told);
            until = at;
        }

        var explanations = options.Explain is { } student && until is { } end ? schools.Values.SelectMany(school => school.Explain(student, end)) : [];
        return new ReplayResult(told, input.Rejected, [.. explanations], input.Count, input.UnknownFields, until);
    }

    /// <summary>What a file says, by school, in the order in which it became known. Lines that are refused are left out.</summary>
    public static IReadOnlyDictionary<SchoolId, List<Observation>> Read(Stream ndjson)
    {
        var known = new Dictionary<SchoolId, List<Observation>>();
        foreach (var (_, together) in ReplayInput.Read(NdjsonLines.Read(ndjson, ReaderOptions.Replay.MaximumLineBytes), ReaderOptions.Replay).Instants())
        {
            foreach (var observation in together.Where(each => each is not ClockTick))
            {
                if (!known.TryGetValue(observation.School, out var own)) known[observation.School] = own = [];
                own.Add(observation);
            }
        }

        return known;
    }

    // A clock brings time and no knowledge: every school looks at its deadlines at every instant anyway.
    private static void Take(IReadOnlyList<Observation> together, SortedDictionary<SchoolId, ReplaySchool> schools, ReplayOptions options)
    {
        foreach (var own in together.Where(observation => observation is not ClockTick).GroupBy(observation => observation.School))
        {
            if (!schools.TryGetValue(own.Key, out var school)) schools[own.Key] = school = new ReplaySchool(own.Key, options);
            school.Take([.. own]);
        }
    }
}
