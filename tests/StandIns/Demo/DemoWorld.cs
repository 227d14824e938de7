using System.Collections.Immutable;
using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.StandIns.Demo;

/// <summary>
/// An invented trust with its whole past and the school days to come. Every row has the times at which it comes and changes,
/// so the servers show at each instant of the clock exactly what the schools would have written by then.
/// The same seed and date give the same trust to the byte.
/// </summary>
public sealed class DemoWorld
{
    /// <summary>School days generated after the live day. When they are over no more registers come.</summary>
    public const int FollowingDays = 15;

    private const int StatusPurpose = 7;

    private DemoWorld(UpstreamWorld upstream, DemoCalendar calendar, int seed)
    {
        (Upstream, Calendar, Seed) = (upstream, calendar, seed);
    }

    /// <summary>What the servers serve. Tests may change it.</summary>
    public UpstreamWorld Upstream { get; }

    public DemoCalendar Calendar { get; }

    public int Seed { get; }

    public DateOnly LiveDate => Calendar.LiveDate;

    /// <summary>A good instant to start the demo clock at: 08:40 on the live day, before the first register.</summary>
    public DateTimeOffset StartsAt => London.At(LiveDate, new TimeOnly(8, 40));

    /// <summary>The last instant at which anything new happens.</summary>
    public DateTimeOffset EndsAt => London.At(Calendar.Days[^1], new TimeOnly(17, 30));

    /// <summary>The scripted scenes, in the order in which they happen.</summary>
    public ImmutableArray<DemoCue> Cues { get; private set; } = [];

    public ImmutableArray<ImportedStatus> ImportedStatuses { get; private set; } = [];

    /// <summary>What neither upstream carries: each school's calendar and record.</summary>
    public ImmutableArray<Observation> LocalObservations { get; private set; } = [];

    /// <summary>What neither upstream carries either: when vulnerable children were seen or spoken to, past and future, in order.</summary>
    public ImmutableArray<Contact> Contacts { get; private set; } = [];

    /// <summary>One line to print at the start: no pupil in it.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{DemoSchool.TrustName} (invented), seed {Seed}: {string.Join(", ", Upstream.Schools.Select(s => $"{s.Identity.Name} {s.Students.Records}"))} pupils; registers from {Calendar.Days[0]:yyyy-MM-dd}, live day {LiveDate:dddd yyyy-MM-dd}, then {Calendar.Days.Count - Calendar.LiveIndex - 1} school days to {Calendar.Days[^1]:yyyy-MM-dd}");

    /// <param name="date">The live day; when it is no school day, the nearest one before it.</param>
    public static DemoWorld Generate(int seed, DateOnly date, TimeProvider clock)
    {
        var calendar = DemoCalendar.For(date, FollowingDays);
        var upstream = new UpstreamWorld(clock, London.At(calendar.LiveDate, default));
        var world = new DemoWorld(upstream, calendar, seed);
        var cues = new List<DemoCue>();
        var statuses = new List<ImportedStatus>();
        var contacts = new List<Contact>();
        foreach (var school in DemoSchool.All)
            world.Fill(upstream.AddSchool(school.Identity), school, cues, statuses, contacts);
        world.Cues = [.. cues.OrderBy(cue => cue.At)];
        world.ImportedStatuses = [.. statuses];
        world.Contacts = [.. contacts.OrderBy(contact => contact.At)];
        world.LocalObservations = [.. DemoSchool.All.SelectMany(world.Describe)];
        return world;
    }

    private void Fill(UpstreamSchool upstream, DemoSchool school, List<DemoCue> cues, List<ImportedStatus> statuses, List<Contact> contacts)
    {
        upstream.Categories = DemoCategories.CategoriesAt(London.At(Calendar.Days[0], new TimeOnly(7, 0)));
        var pupils = new RollGenerator(school, Calendar, Seed).Fill(upstream);
        var registers = new RegisterTimes(school, Calendar, Seed);
        var script = new Script(school, Calendar, registers, pupils, Seed);
        var suspended = new ConductGenerator(school, Calendar, registers, upstream, Seed).Write(pupils, script.Cast);
        var attendance = new AttendanceGenerator(school, Calendar, registers, upstream, Seed);
        foreach (var pupil in pupils)
            attendance.Write(pupil, script.StoryOf(pupil.Record), suspended.GetValueOrDefault(pupil.Record) ?? []);
        var concerns = new ConcernGenerator(school, Calendar, registers, upstream, Seed);
        concerns.Write(pupils, script.Cast);
        foreach (var (pupil, day, told) in script.Concerns)
            concerns.Tell(pupil, day, told);
        cues.AddRange(script.Cues);
        statuses.AddRange(StatusesOf(school, pupils));
        contacts.AddRange(new ContactGenerator(school, Calendar, registers, Seed).Of(pupils));
    }

    private IEnumerable<ImportedStatus> StatusesOf(DemoSchool school, IReadOnlyList<DemoPupil> pupils)
    {
        var draw = new SeededDraw(Seed, StatusPurpose, school.Number);
        var order = pupils.Where(pupil => !pupil.IsVulnerable && pupil.LastDay > Calendar.LiveIndex).ToList();
        draw.Shuffle(order);
        (StatusKind Kind, double Share)[] kinds =
            [(StatusKind.MissingRisk, 0.002), (StatusKind.FamilyHelp, 0.015), (StatusKind.YoungCarer, 0.007), (StatusKind.Watch, 0.004)];
        var taken = 0;
        foreach (var (kind, share) in kinds)
        {
            var count = Math.Max(1, (int)Math.Round(order.Count * share));
            foreach (var pupil in order.Skip(taken).Take(count))
                yield return new ImportedStatus(school.Identity.School, pupil.Upi, new PupilStatus(kind, LiveDate.AddDays(-draw.Between(15, 300)), null));
            taken += count;
        }
    }

    private IEnumerable<Observation> Describe(DemoSchool school)
    {
        yield return new SchoolRecord
        {
            School = school.Identity.School,
            Name = school.Identity.Name,
            Trust = DemoSchool.Trust,
            Phase = school.Identity.Phase.ToLowerInvariant(),
            Peers = [.. DemoSchool.All.Where(other => other != school && other.Identity.Phase == school.Identity.Phase).Select(other => other.Identity.School)],
            ReceivedAt = StartsAt,
        };
        yield return Calendar.CalendarOf(school.Identity.School) with { ReceivedAt = StartsAt };
    }
}
