using System.Globalization;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.Wonde;
using RiskMonitor.StandIns.World;

namespace RiskMonitor.Grains.Tests.Connectors.Contract;

/// <summary>A source of the roll and its marks. The fact is the pupil's mark of the test's morning; taken away is the pupil.</summary>
public abstract class MisRig : ContractRig
{
    private static readonly string[] Codes = ["O", "I", "N"];

    public override string Stream => "marks";

    public override int MoreThanAPage => 230;

    protected override string Feed => "mis";

    internal override void Put(ContractSchool school, int pupil, int value) =>
        school.Editor.Mark(Upi(pupil), new SchoolSession(school.Today, Session.AM), Codes[value]);

    internal override void Remove(ContractSchool school, int pupil) => school.Editor.Remove(Upi(pupil));

    internal override void Restore(ContractSchool school, int pupil) => school.Editor.Restore(Upi(pupil));

    internal override bool IsFact(Observation observation) => observation is Mark;

    internal override Dictionary<int, int> Facts(IReadOnlyCollection<Observation> standing)
    {
        var here = standing.OfType<Pupil>().Select(pupil => pupil.Student).ToHashSet();
        return standing.OfType<Mark>().Where(mark => here.Contains(mark.Student)).ToDictionary(
            mark => int.Parse(mark.Student.Value[^5..], CultureInfo.InvariantCulture), mark => Array.IndexOf(Codes, mark.Code));
    }
}

public sealed class WondeRig : MisRig
{
    private WondeServer _server = null!;

    public override StandInFaults Faults => _server.Faults;

    public override string Resource => "attendance/session";

    public override void Permit(bool isPermitted)
    {
        if (isPermitted)
            Faults.MissingScopes.Remove("attendance.read");
        else
            Faults.MissingScopes.Add("attendance.read");
    }

    protected override async Task StartSource() => _server = await WondeServer.StartAsync(World, "a-token");

    protected override async Task StopSource() => await _server.DisposeAsync();

    protected override IEnumerable<FeedBinding> Bindings(UpstreamSchool school) =>
    [
        new()
        {
            School = school.Identity.School, Feed = "mis", Source = "wonde", Address = _server.BaseAddress, Token = "a-token",
            UpstreamSchool = school.Identity.WondeId, Schedule = "0 * * * * *", Lookback = TimeSpan.Zero,
        },
    ];
}

public sealed class AssemblyRig : MisRig
{
    private AssemblyServer _server = null!;

    public override StandInFaults Faults => _server.Faults;

    public override string Resource => "attendances";

    public override void Permit(bool isPermitted)
    {
        if (isPermitted)
            Faults.MissingScopes.Remove("attendances");
        else
            Faults.MissingScopes.Add("attendances");
    }

    internal void Expire(ContractSchool school) => _server.Expire(school.Upstream);

    internal void Disconnect(ContractSchool school) => _server.Disconnect(school.Upstream);

    protected override async Task StartSource() => _server = await AssemblyServer.StartAsync(World);

    protected override async Task StopSource() => await _server.DisposeAsync();

    protected override IEnumerable<FeedBinding> Bindings(UpstreamSchool school)
    {
        var connection = _server.Connect(school);
        yield return new FeedBinding
        {
            School = school.Identity.School,
            Feed = "mis",
            Source = "assembly",
            Address = _server.BaseAddress,
            Token = connection.AccessToken,
            Grant = new(_server.TokenAddress, _server.ClientId, _server.ClientSecret, connection.RefreshToken),
            UpstreamSchool = school.Identity.Urn.ToString(CultureInfo.InvariantCulture),
            Schedule = "0 * * * * *",
            Lookback = TimeSpan.Zero,
        };
    }
}
