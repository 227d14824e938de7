using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Replaying;

/// <summary>What the schools of a file lend each other: to their peers and, where they say whose they are, to their trust's own board.</summary>
internal sealed class ReplayLending(SortedDictionary<SchoolId, ReplaySchool> schools, ReplayOptions options)
{
    private readonly Dictionary<(SchoolId Of, SchoolId To), SchoolFigures> lent = [];
    private readonly Dictionary<SchoolId, SchoolId> trusts = [];

    /// <summary>Before the schools are asked: what peers lend depends on what was recorded alone.</summary>
    public void ToPeers(DateTimeOffset at)
    {
        foreach (var (school, known) in schools.Where(each => !each.Key.IsTrust))
        {
            var peers = known.Peers.Where(peer => peer != school && !peer.IsTrust).Distinct();
            Give(known, [.. peers.Select(peer => schools.GetValueOrDefault(peer)).OfType<ReplaySchool>().Select(peer => News(peer, school, at)).OfType<SchoolFigures>()]);
        }
    }

    /// <summary>After the schools were asked: what a trust is lent depends on their alerts too.</summary>
    public void ToTrusts(DateTimeOffset at)
    {
        foreach (var (school, known) in schools.Where(each => !each.Key.IsTrust).ToList())
        {
            var trust = known.Trust;
            if (trusts.TryGetValue(school, out var before) && before != trust) Leave(school, before, at);
            if (trust is not { } board) continue;
            trusts[school] = board;
            if (!schools.TryGetValue(board, out var own)) schools[board] = own = new ReplaySchool(board, options);
            if (News(known, board, at) is { } news) Give(own, [news]);
        }
    }

    private void Leave(SchoolId school, SchoolId trust, DateTimeOffset at)
    {
        trusts.Remove(school);
        lent.Remove((school, trust));
        Give(schools[trust], [LentFigures.Gone(school, trust, at)]);
    }

    private SchoolFigures? News(ReplaySchool from, SchoolId to, DateTimeOffset at)
    {
        var figures = from.Lend(at, to);
        if (lent.TryGetValue((figures.Of, to), out var before) && ReferenceEquals(before, figures)) return null;
        lent[(figures.Of, to)] = figures;
        return figures with { School = to, ReceivedAt = at };
    }

    private static void Give(ReplaySchool to, IReadOnlyList<Observation> news)
    {
        if (news.Count > 0) to.Take(news);
    }
}
