using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Rules;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Grains.Schools;

/// <summary>One pupil as the school keeps it between activations of the pupil's own grain.</summary>
internal sealed class PupilEntry(Chronology chronology, IStudentGrain grain)
{
    public Chronology Chronology { get; set; } = chronology;

    public IStudentGrain Grain { get; } = grain;

    /// <summary>The position of the last journal row with anything for this pupil; 0 when there was none.</summary>
    public long Row { get; set; }

    /// <summary>When time alone can next change what the rules say.</summary>
    public DateTimeOffset? NextDue { get; set; }
}

/// <summary>
/// What a school remembers: a projection of its journal up to <see cref="Position"/>, held by the grain and packed into its checkpoint.
/// Everything here can be rebuilt by reading the journal again.
/// </summary>
internal sealed class SchoolMemory(SchoolId school, Func<StudentId, IStudentGrain> grainOf)
{
    private readonly Dictionary<StudentId, PupilEntry> pupils = [];

    // May hold deadlines that have moved since: what the pupil's entry says counts.
    private readonly PriorityQueue<StudentId, DateTimeOffset> deadlines = new();

    public SchoolRegister Register { get; private set; } = SchoolRegister.Empty(school);

    /// <summary>What the pupils add up to; counted again at every activation, not stored.</summary>
    public SchoolStatistics Statistics { get; private set; } = SchoolStatistics.Empty;

    /// <summary>Journal rows up to this one are included.</summary>
    public long Position { get; private set; }

    /// <summary>Feeds whose first complete read is still awaited; nothing is evaluated while there are any.</summary>
    public ImmutableSortedSet<string> AwaitedFeeds { get; private set; } = [];

    public bool BaselineBegun { get; private set; }

    /// <summary>The school's rules as the rows up to <see cref="Position"/> publish them.</summary>
    public RuleEditions Editions { get; private set; } = RuleEditions.Catalogue;

    public DateTimeOffset LastAt { get; private set; }

    public bool UnderBaseline => !AwaitedFeeds.IsEmpty;

    public IReadOnlyDictionary<StudentId, PupilEntry> Pupils => pupils;

    public PupilEntry Of(StudentId student)
    {
        if (!pupils.TryGetValue(student, out var entry))
            pupils[student] = entry = new PupilEntry(Chronology.Empty(student), grainOf(student));
        return entry;
    }

    /// <summary>Takes one row's observations into the register and says which pupils must hear of it.</summary>
    public ImmutableArray<PupilSlice> Take(IReadOnlyList<Observation> observations)
    {
        var intake = Register.Take(observations, student => pupils.GetValueOrDefault(student)?.Chronology);
        Register = intake.Register;
        return intake.EveryPupilAffected ? WithEveryPupil(intake.Slices) : intake.Slices;
    }

    /// <summary>The pupil links as they are, for asking at an instant.</summary>
    public PupilLinks LinksAt(DateTimeOffset at) => new(Register, Statistics, student => pupils.GetValueOrDefault(student)?.Chronology, Editions.BookAt(at), at);

    public void Publish(JournalEntry row) => Editions = Editions.With(EditionText.Read(row, Editions.Last.Number + 1));

    /// <summary>Lets changed chronologies count in the school's statistics.</summary>
    public void Count(IEnumerable<(Chronology? Before, Chronology After)> changes)
    {
        var counting = new StatisticsIntake(Statistics);
        foreach (var (before, after) in changes)
            counting.Take(before, after);
        Statistics = counting.Done();
    }

    public void Advance(JournalEntry row)
    {
        Position = row.Position;
        LastAt = row.ReceivedAt;
    }

    public void BeginBaseline(ImmutableSortedSet<string> feeds)
    {
        BaselineBegun = true;
        AwaitedFeeds = feeds;
    }

    public void EndBaseline(string feed) => AwaitedFeeds = AwaitedFeeds.Remove(feed);

    /// <summary>Takes a row in without asking the rules: for rows whose outcome is already stored.</summary>
    public void Fold(JournalEntry row, IReadOnlyList<Observation> observations)
    {
        var counting = new StatisticsIntake(Statistics);
        foreach (var slice in Take(observations))
        {
            var entry = Of(slice.Student);
            var before = entry.Chronology;
            foreach (var observation in slice.Observations)
                entry.Chronology = entry.Chronology.With(observation);
            counting.Take(before, entry.Chronology);
            if (slice.Observations.Length > 0)
                entry.Row = row.Position;
        }

        Statistics = counting.Done();
        Advance(row);
    }

    /// <summary>After a restart: when is each pupil next due? Not stored, since the rules can say.</summary>
    public void FindDeadlines(AlertBoard board)
    {
        var (links, edition) = (LinksAt(LastAt), Editions.NumberAt(LastAt));
        foreach (var (student, entry) in pupils)
        {
            var older = board.OlderThan(new AlertSubject(school, student), edition);
            SetDue(student, entry, Editions.Assess(entry.Chronology, Register.Calendar, LastAt, links.ContextOf(student), older).NextDue);
        }
    }

    /// <summary>When the first pupil is next due, or earlier; null when none is.</summary>
    public DateTimeOffset? FirstDue => deadlines.TryPeek(out _, out var first) ? first : null;

    /// <summary>Takes from the line of deadlines those pupils that are due.</summary>
    public List<StudentId> TakeDue(DateTimeOffset now)
    {
        var due = new List<StudentId>();
        while (deadlines.TryPeek(out var student, out var deadline) && deadline <= now)
        {
            deadlines.Dequeue();
            if (pupils[student].NextDue == deadline)
                due.Add(student);
        }

        return due;
    }

    public void SetDue(StudentId student, PupilEntry entry, DateTimeOffset? next)
    {
        if (entry.NextDue == next)
            return;
        entry.NextDue = next;
        if (next is { } at)
            deadlines.Enqueue(student, at);
    }

    public SchoolImage Image() => new()
    {
        Position = Position,
        LastAt = LastAt,
        Register = Register,
        AwaitedFeeds = [.. AwaitedFeeds],
        BaselineBegun = BaselineBegun,
        Editions = [.. Editions.All],
        Pupils = [.. pupils.Select(p => new PupilImage(p.Value.Chronology, p.Value.Row, p.Key))],
    };

    public void Load(SchoolImage image)
    {
        Position = image.Position;
        LastAt = image.LastAt;
        Register = image.Register;
        AwaitedFeeds = [.. image.AwaitedFeeds];
        BaselineBegun = image.BaselineBegun;
        Editions = RuleEditions.Of(image.Editions.IsDefault ? [] : image.Editions);
        foreach (var pupil in image.Pupils)
        {
            var entry = Of(pupil.Student);
            entry.Chronology = pupil.Chronology;
            entry.Row = pupil.Row;
        }

        Statistics = SchoolStatistics.Of(pupils.Values.Select(entry => entry.Chronology));
    }

    public ImmutableArray<PupilSlice> WithEveryPupil(ImmutableArray<PupilSlice> slices)
    {
        var named = slices.Select(s => s.Student).ToHashSet();
        return [.. slices, .. pupils.Keys.Where(s => !named.Contains(s)).Select(s => new PupilSlice(s, []))];
    }
}
