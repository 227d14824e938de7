using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;
using RiskMonitor.StandIns.Mail;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>A silo with its schools, the outbox over its store, and a mail server on loopback. Rounds and sendings happen when a test says so.</summary>
internal sealed class DigestHost : IAsyncDisposable
{
    /// <summary>Monday 5 October 2026, nine o'clock in London.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 10, 5, 8, 0, 0, TimeSpan.Zero);

    private DigestHost(TestStore store, SchoolHost schools) => (Store, Schools) = (store, schools);

    public TestStore Store { get; }

    public SchoolHost Schools { get; }

    public MailServer Server { get; } = new();

    /// <summary>The clock that retries go by.</summary>
    public FakeTimeProvider Real { get; } = new(Monday);

    public MailOptions Mail { get; } = new() { Host = "127.0.0.1", Security = MailSecurity.None, From = "riskmonitor@trust.example", PublicAddress = new Uri("https://riskmonitor.example"), Patience = TimeSpan.FromSeconds(30) };

    public NotificationOptions Notifications { get; } = new();

    public DigestStore Digests => new(Store.Source);

    public static async Task<DigestHost> Start(Engine engine, DateTimeOffset? now = null)
    {
        var store = await TestStore.Open(engine);
        var schools = await SchoolHost.Start(store, now ?? Monday, options => options.AsksAgain = true);
        var host = new DigestHost(store, schools);
        host.Mail.Port = host.Server.Port;
        return host;
    }

    public async Task Grant(string staff, string role, string scope = "school:oakfield", string? address = null, Domain.Digests.DigestPlan? plan = null)
    {
        var grain = Schools.Cluster.Client.GetGrain<IStaffGrain>(staff);
        await grain.Replace([new GrantRecord(role, scope)]);
        await Choose(staff, new PersonalSettings { Address = address ?? $"{staff}@school.example", Plan = plan });
    }

    public async Task Choose(string staff, PersonalSettings settings)
    {
        var grain = Schools.Cluster.Client.GetGrain<IStaffGrain>(staff);
        Assert.False((await grain.Change(settings, (await grain.Settings()).Version)).Overtaken);
    }

    public StaffDirectory Staff => new(Schools.Cluster.Client, KnownStaff.None);

    /// <summary>As the job of one silo does; each call is a silo of its own.</summary>
    public Task Write() => Write(NewRound());

    public static Task Write(DigestRound round) => round.Write(TestContext.Current.CancellationToken);

    /// <summary>One silo's, which remembers since when it runs.</summary>
    public DigestRound NewRound() => new(
        Schools.Cluster.Client, Staff, Digests, new ChannelBook(Options.Create(Notifications)), Options.Create(Mail), new SchoolClock(Schools.Clock), Real, NullLogger<DigestRound>.Instance);

    /// <summary>The same for what waits for data-protection officers.</summary>
    public Task WriteOfficers() => new OfficerRound(
        Schools.Cluster.Client, Staff, Digests, Options.Create(Mail), new SchoolClock(Schools.Clock), Real, NullLogger<OfficerRound>.Instance).Write(TestContext.Current.CancellationToken);

    public Task Send(params ICourier[] couriers) => SendUntil(TestContext.Current.CancellationToken, couriers);

    /// <summary>The same in a process that is stopped meanwhile.</summary>
    public Task SendUntil(CancellationToken stop, params ICourier[] couriers) => new DigestPost(
        Digests, couriers is [] ? [new MailCourier(Options.Create(Mail), Staff)] : couriers, Options.Create(Mail), Real, NullLogger<DigestPost>.Instance).Send(stop);

    /// <summary>Moves both clocks to a London time of the same or a later day.</summary>
    public void At(string london)
    {
        var at = Domain.Windows.SchoolTime.At(DateOnly.ParseExact(london[..10], "yyyy-MM-dd", null), TimeOnly.ParseExact(london[11..], "HH:mm", null)).ToUniversalTime();
        Schools.Clock.SetUtcNow(at);
        Real.SetUtcNow(at);
    }

    public async Task<List<DigestRow>> Rows() => await Digests.List(null, null, 500, TestContext.Current.CancellationToken);

    public IReadOnlyList<MimeMessage> Messages => [.. Server.Mails.Select(mail => Read(mail.Text))];

    public static MimeMessage Read(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text));
        return MimeMessage.Load(stream);
    }

    /// <summary>Something that cannot wait: SG-01, Critical.</summary>
    public Task Disclosure(string id, string student, string school = "oakfield")
    {
        var now = Schools.Clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        return Schools.Send(school, Story.Concern(id, student, now, "disclosure-physical", 4, now, school: school));
    }

    public Task Opened(string school = "oakfield", string name = "Oakfield Academy") => Schools.Send(
        school,
        $$"""{"type":"school","school":"{{school}}","name":"{{name}}","trust":"larkfield","phase":"secondary","peers":[],"receivedAt":"2026-04-13T08:00:00Z"}""",
        Story.Calendar(school: school));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Schools.DisposeAsync();
        await Store.DisposeAsync();
    }
}
