using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Access;
using RiskMonitor.Grains.Colleagues;
using RiskMonitor.Grains.Storage;
using RiskMonitor.Grains.Storage.Sealing;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Grains.Walls;
using RiskMonitor.Interfaces;
using Xunit;
using static RiskMonitor.Grains.Tests.Storage.Given;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>What people write in words beside the journal: why they took access, whom a grant is for, where a screen hangs, their address.</summary>
public sealed class SealedTextsTests
{
    private const string Reason = "Ruby's uncle is at the gate";
    private const string Finding = "Her mother confirmed it";
    private const string Colleague = "Mr Featherstone of Year 9";
    private const string Room = "Beside the sick bay";
    private const string Address = "a.featherstone@example.org";
    private static readonly string[] Texts = [Reason, Finding, Colleague, Room, Address];

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task No_free_text_is_in_a_dump_of_the_database(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var (colleagues, notices, walls, staff) = Grains(host);

        await colleagues.BreakGlass("s77", Reason);
        await notices.Settle(Assert.Single(await notices.All()).Id, "officer", Finding);
        Assert.Null(await colleagues.Invite(new NewInvitation("g1", Colleague, "DeputyLead", 30, [1], "s1")));
        Assert.Null(await walls.Admit(new NewWallDisplay("w1", Room, 30, [2], "s1")));
        await staff.Change(new PersonalSettings { Address = Address, Name = Colleague }, 0);
        var dump = await test.Dump();

        Assert.Equal([], Texts.Where(text => Holds(dump, text)));
    }

    [Theory, BothEngines]
    public async Task What_an_older_version_left_in_clear_is_read_and_sealed_with_the_next_write(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        var (colleagues, notices, walls, staff) = Grains(host);
        await WriteInClear(host);
        Assert.Equal(Texts, Texts.Intersect(await StillInClear(test)));

        Assert.Equal((Reason, Finding), (await notices.All())[0] is var notice ? (notice.What, notice.Finding) : default);
        Assert.Equal(Colleague, Assert.Single(await colleagues.All()).For);
        Assert.Equal(Room, Assert.Single(await walls.All()).Name);
        Assert.Equal((Address, 3), (await staff.Settings()) is var kept ? (kept.Settings.Address, kept.Version) : default);
        await notices.Settle("n1", "officer", "nothing");
        Assert.True(await colleagues.Withdraw("g1", "s1"));
        Assert.True(await walls.Withdraw("w1", "s1"));
        await staff.Change(new PersonalSettings { Address = Address, Theme = "dark" }, 3);
        foreach (var grain in new IAddressable[] { colleagues, notices, walls, staff })
            await SchoolHost.Leave(grain);

        Assert.Empty(await StillInClear(test));
        Assert.Equal((Reason, Finding), (await notices.All())[0] is var again ? (again.What, again.Finding) : default);
        Assert.Equal(Colleague, Assert.Single(await colleagues.All()).For);
        Assert.Equal(Room, Assert.Single(await walls.All()).Name);
        Assert.Equal((Address, "dark", 4), (await staff.Settings()) is var changed ? (changed.Settings.Address, changed.Settings.Theme, changed.Version) : default);
    }

    [Theory, BothEngines]
    public async Task A_rotation_seals_what_an_older_version_left_in_clear_and_after_shredding_it_opens_no_more(Engine engine)
    {
        await using var test = await TestStore.Open(engine);
        await using var host = await SchoolHost.Start(test, Monday);
        await WriteInClear(host);
        var keys = new KeyChange(
            test.Source, new MasterKey(TestStore.Key), test.Options, TimeProvider.System, new SealedStates(test.Source, host.Cluster.Silos[0].ServiceProvider.GetRequiredService<Serializer>()));
        await test.Keys.Of(Oakfield, Now);

        Assert.Equal(3, await keys.Rotate(Oakfield, goOn: false, TimeSpan.Zero, (_, _) => { }, Now));
        var clear = await StillInClear(test);
        await using var after = await SchoolHost.Start(test, Monday);
        var read = Assert.Single(await Grains(after).Colleagues.All());
        await keys.Shred(Oakfield, Now);
        await using var last = await SchoolHost.Start(test, Monday);

        Assert.Equal([Address], clear);
        Assert.Equal(Colleague, read.For);
        await Assert.ThrowsAsync<SchoolShreddedException>(() => Grains(last).Colleagues.All());
        await Assert.ThrowsAsync<SchoolShreddedException>(() => Grains(last).Notices.All());
        await Assert.ThrowsAsync<SchoolShreddedException>(() => Grains(last).Walls.All());
    }

    private static (IColleaguesGrain Colleagues, IOfficerNoticesGrain Notices, IWallDisplaysGrain Walls, IStaffGrain Staff) Grains(SchoolHost host)
    {
        var client = host.Cluster.Client;
        return (client.GetGrain<IColleaguesGrain>("oakfield"), client.GetGrain<IOfficerNoticesGrain>("oakfield"), client.GetGrain<IWallDisplaysGrain>("oakfield"), client.GetGrain<IStaffGrain>("s77"));
    }

    // As the version before wrote it, before any grain looked.
    private static async Task WriteInClear(SchoolHost host)
    {
        var (colleagues, notices, walls, staff) = Grains(host);
        await Write(host, "officer-notices", notices, new OfficerNoticesState
        {
            Notices = [new OfficerNotice("n0", Monday.AddDays(1), "break-glass", "s77", Reason, "officer", Monday.AddDays(1), Finding), new OfficerNotice("n1", Monday, "mass-viewing", "s77", "40 pupils")],
        });
        await Write(host, "colleagues", colleagues, new ColleaguesState { Grants = [new KeptGrant(new GivenGrant("g1", Colleague, "DeputyLead", "s1", Monday, Monday.AddDays(30)), [1, 2])] });
        await Write(host, "wall-displays", walls, new WallDisplaysState { Walls = [new AdmittedWall(new WallDisplay("w1", Room, "s1", Monday, Monday.AddDays(30), null, null, null), [3])] });
        await Write(host, "staff-settings", staff, new StaffSettingsState { Settings = new PersonalSettings { Address = Address }, Version = 3 });
    }

    private static async Task Write<T>(SchoolHost host, string name, IAddressable grain, T state)
        where T : new()
    {
        var storage = host.Cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StateStorage.Name);
        await storage.WriteStateAsync(name, grain.GetGrainId(), new GrainState<T>(state));
    }

    private static async Task<string[]> StillInClear(TestStore test)
    {
        await using var connection = await test.Source.OpenConnectionAsync(Now);
        var payloads = await Dapper.SqlMapper.QueryAsync<byte[]>(connection, "SELECT PayloadBinary FROM OrleansStorage WHERE PayloadBinary IS NOT NULL");
        return [.. Texts.Where(text => payloads.Any(payload => payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0))];
    }

    // A dump of PostgreSQL writes bytes in hexadecimal digits.
    private static bool Holds(string dump, string text) =>
        dump.Contains(text, StringComparison.Ordinal) || dump.Contains(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
}
