using System.Collections.Immutable;
using RiskMonitor.Domain.Rules;

namespace RiskMonitor.Domain.Alerts;

/// <summary>What a board remembers: a fold over its transitions and nothing else, except what the rules see of open alerts just now.</summary>
internal sealed record AlertLedger(
    ImmutableSortedDictionary<long, AlertRecord> Open,
    ImmutableSortedDictionary<long, AlertRecord> Past,
    ImmutableDictionary<AlertSubject, ImmutableArray<AlertTrack>> Tracks,
    long LastUpdate)
{
    public static AlertLedger Empty { get; } = new(
        ImmutableSortedDictionary<long, AlertRecord>.Empty,
        ImmutableSortedDictionary<long, AlertRecord>.Empty,
        ImmutableDictionary.Create<AlertSubject, ImmutableArray<AlertTrack>>(new ByPupil()),
        0);

    public ImmutableArray<AlertTrack> TracksOf(AlertSubject subject) =>
        Tracks.TryGetValue(Home(subject), out var found) ? found : [];

    public AlertTrack TrackOf(AlertSubject subject, RuleId rule)
    {
        foreach (var track in TracksOf(subject))
        {
            if (track.IsOf(rule, subject.Facet)) return track;
        }

        return AlertTrack.New(rule, subject.Facet);
    }

    public AlertRecord? OpenOf(AlertTrack track) => track.OpenSince > 0 ? Open[track.OpenSince] : null;

    public IEnumerable<AlertRecord> EpisodesOf(AlertTrack track) =>
        track.PastEnds.Select(end => Past[end]).Concat(OpenOf(track) is { } open ? [open] : []);

    /// <exception cref="InvalidDataException">The transition is not the next of its alert or of the board.</exception>
    public AlertLedger With(Transition transition)
    {
        var track = TrackOf(transition.Alert.Subject, transition.Alert.Rule);
        var record = Extended(track, transition);
        if (transition.Update <= LastUpdate)
            throw new InvalidDataException($"Update {transition.Update} of the board does not follow update {LastUpdate}.");
        var (began, numbered) = (record.Raised.Update, this with { LastUpdate = transition.Update });
        if (record.IsOpen)
            return numbered.With(transition.Alert.Subject, track with { LastEpisode = record.Key.Episode, OpenSince = began, Closed = null }) with { Open = Open.SetItem(began, record) };

        var ended = track with { OpenSince = 0, PastEnds = track.PastEnds.Add(transition.Update), Closed = transition.Kind is TransitionKind.Closed ? transition : null };
        return (numbered.With(transition.Alert.Subject, ended) with
        {
            Open = Open.Remove(began),
            Past = Past.Add(transition.Update, record with { Current = null }),
        }).Bounded();
    }

    /// <summary>Attaches what the rule sees now to its open alert: nothing is told. At most marks it sees the same again, and nothing is copied.</summary>
    public AlertLedger Seeing(AlertTrack track, Episode? episode) =>
        OpenOf(track) is { } record && !Content.Same(record.Current, episode)
            ? this with { Open = Open.SetItem(track.OpenSince, record with { Current = episode }) }
            : this;

    private AlertRecord Extended(AlertTrack track, Transition next)
    {
        var known = EpisodesOf(track).FirstOrDefault(record => record.Key.Episode == next.Alert.Episode);
        if (known is not null && next.Sequence <= known.Last.Sequence)
            throw new InvalidDataException($"Change {next.Sequence} of alert {next.Alert.Rule} episode {next.Alert.Episode} is there twice.");
        if (next.Sequence != (known?.Last.Sequence ?? 0) + 1 || next.From != (known?.State ?? AlertState.Inactive))
            throw new InvalidDataException($"Change {next.Sequence} of alert {next.Alert.Rule} episode {next.Alert.Episode} does not follow from what came before.");
        if (known is null && (track.OpenSince > 0 || next.Alert.Episode <= track.LastEpisode))
            throw new InvalidDataException($"Episode {next.Alert.Episode} of {next.Alert.Rule} began before the one before it was over.");
        return known is null
            ? new AlertRecord { Key = next.Alert, History = [next] }
            : known with { History = known.History.Add(next) };
    }

    private AlertLedger With(AlertSubject subject, AlertTrack track)
    {
        var others = TracksOf(subject).RemoveAll(other => other.IsOf(track.Rule, track.Facet));
        return this with { Tracks = Tracks.SetItem(Home(subject), others.Add(track).Sort(AlertTrack.ByRule)) };
    }

    private AlertLedger Bounded()
    {
        if (Past.Count <= AlertBoard.MaximumPast) return this;
        var (end, record) = Past.First();
        var track = TrackOf(record.Key.Subject, record.Key.Rule);
        return With(record.Key.Subject, track with { PastEnds = track.PastEnds.Remove(end) }) with { Past = Past.Remove(end) };
    }

    // Facets of a school live with the school, so that one look-up finds all that a subject has.
    private static AlertSubject Home(AlertSubject subject) => subject.Facet is null ? subject : subject with { Facet = null };

    // Every pupil of every register is looked up, and within a school a pupil's id tells nearly all.
    private sealed class ByPupil : IEqualityComparer<AlertSubject>
    {
        public bool Equals(AlertSubject? x, AlertSubject? y) => x == y;

        public int GetHashCode(AlertSubject obj) => (obj.Student?.Value ?? obj.Facet ?? "").GetHashCode(StringComparison.Ordinal);
    }
}
