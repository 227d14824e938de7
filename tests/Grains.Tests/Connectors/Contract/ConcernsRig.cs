using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.SafeguardingSource;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors.Contract;

/// <summary>Our own contract for concerns, with Wonde beside it for the roll. The fact is a concern about the pupil, its value the category.</summary>
public sealed class ConcernsRig : ContractRig
{
    private static readonly string[] Categories = ["neglect", "weapon", "bullying"];
    private SafeguardingSourceServer _server = null!;
    private WondeServer _roll = null!;

    public override StandInFaults Faults => _server.Faults;

    public override string Stream => "incidents";

    public override string Resource => "incidents";

    public override int MoreThanAPage => 520;

    protected override string Feed => "concerns";

    public override void Permit(bool isPermitted)
    {
        if (isPermitted)
            Faults.Clear();
        else
            Faults.Next(request => request.Resource == Resource, new Fault.Refuse(403, "{}"), times: int.MaxValue);
    }

    internal override void Put(ContractSchool school, int pupil, int value) => school.Editor.Put(new IncidentRow
    {
        Id = $"i_{pupil}",
        Student = pupil - 1,
        OccurredAt = new DateTimeOffset(school.Today, new TimeOnly(8, 0), TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(school.Today, new TimeOnly(8, 30), TimeSpan.Zero),
        Categories = [$"c_{value}"],
        RecordedBy = new StaffMember("u_5", "Teacher"),
    });

    internal override void Remove(ContractSchool school, int pupil) => school.Editor.RemoveIncident($"i_{pupil}");

    internal override void Restore(ContractSchool school, int pupil) => school.Editor.AmendIncident($"i_{pupil}", row => row);

    internal override bool IsFact(Observation observation) => observation is Concern;

    internal override Dictionary<int, int> Facts(IReadOnlyCollection<Observation> standing) => standing.OfType<Concern>().ToDictionary(
        concern => int.Parse(concern.Student.Value[^5..], CultureInfo.InvariantCulture), concern => Array.IndexOf(Categories, concern.Categories[0]));

    protected override async Task StartSource()
    {
        _server = await SafeguardingSourceServer.StartAsync(World, "another-token");
        _roll = await WondeServer.StartAsync(World, "a-token");
    }

    protected override async Task StopSource()
    {
        await _server.DisposeAsync();
        await _roll.DisposeAsync();
    }

    protected override IEnumerable<FeedBinding> Bindings(UpstreamSchool school) =>
    [
        new()
        {
            School = school.Identity.School, Feed = "mis", Source = "wonde", Address = _roll.BaseAddress, Token = "a-token",
            UpstreamSchool = school.Identity.WondeId, Schedule = "0 * * * * *",
        },
        new()
        {
            School = school.Identity.School, Feed = "concerns", Source = "safeguarding-source", Address = _server.BaseAddress, Token = "another-token",
            UpstreamSchool = school.Identity.SafeguardingId, Schedule = "0 * * * * *", Lookback = TimeSpan.Zero,
        },
    ];

    private protected override async Task Prepare(ContractSchool school)
    {
        school.Upstream.Categories = [.. Categories.Select((name, index) => new ConcernCategory($"c_{index}", name, null, false, Clock.GetUtcNow()))];
        var roll = await school.Poll(other: Silo.Feed("mis", school.Id.Value));
        Assert.Null(roll.Trouble);
    }
}
