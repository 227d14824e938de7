using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;
using RiskMonitor.Web.Tests;
using RiskMonitor.Web.Tests.Operations;
using Xunit;

[assembly: AssemblyFixture(typeof(RiskMonitorApi))]

namespace RiskMonitor.Web.Tests;

/// <summary>
/// The API with its embedded silo, as <c>dotnet run --project api</c> starts it but without the demo: a real socket on loopback,
/// SQLite in a folder of its own, the demo trust's schools and staff, and a schools' clock that stands at <see cref="Today"/>.
/// Started by the first test that asks for it, shared by all.
/// </summary>
public sealed class RiskMonitorApi : IAsyncLifetime
{
    /// <summary>A Saturday, so that no rule about today's register has anything to say.</summary>
    public static readonly DateTimeOffset Today = new(2026, 11, 14, 12, 0, 0, TimeSpan.Zero);

    public const string Trust = "larkfield";
    public const string Secondary = "larkfield-high";
    public const string Primary = "brookside-primary";
    public static readonly string[] Schools = [Secondary, "oakmere-primary", Primary];

    private readonly Lazy<Task<Host>> host;
    private FedSchoolSource? source;
    private RungSchools? rung;

    public RiskMonitorApi() => host = new(Start);

    public string Folder { get; } = Directory.CreateTempSubdirectory("riskmonitor-web-").FullName;

    public async Task<IServiceProvider> Services() => (await host.Value).Services;

    public async Task<Uri> Address() => (await host.Value).Address;

    public async Task<T> Of<T>()
        where T : notnull => (await Services()).GetRequiredService<T>();

    public async Task<ISchoolGrain> School(string school) => (await Of<IGrainFactory>()).GetGrain<ISchoolGrain>(school);

    /// <summary>Nobody.</summary>
    public async Task<Caller> Stranger() => new(await Address());

    /// <summary>One of the demo trust's staff, signed in as a visitor of the demo signs in.</summary>
    public async Task<Caller> As(string persona)
    {
        var caller = await Stranger();
        using var answer = await caller.Post($"/api/personas/{persona}/sign-in");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return caller;
    }

    /// <summary>
    /// Somebody signed in by a school's identity provider, who holds one role over one school. The cookie is sealed by the host itself;
    /// the provider's own dance is not part of these tests.
    /// </summary>
    public async Task<Caller> As(string role, string school)
    {
        var staff = $"{role}.of.{school}";
        await (await Of<IGrainFactory>()).GetGrain<IStaffGrain>(staff).Replace([new GrantRecord(role, $"school:{school}")]);
        var cookies = (await Of<IOptionsMonitor<CookieAuthenticationOptions>>()).Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var person = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", staff), new Claim("name", role), .. (await Of<RiskMonitor.Api.Access.Sessions>()).Begin()], "provider"));
        var ticket = cookies.TicketDataFormat.Protect(new AuthenticationTicket(person, CookieAuthenticationDefaults.AuthenticationScheme));
        return new Caller(await Address(), new Cookie(cookies.Cookie.Name!, ticket));
    }

    /// <summary>Pushes lines as the trust's integration client and waits until the schools have worked them off.</summary>
    public async Task Push(params IEnumerable<string> lines)
    {
        using var integration = await As("integration");
        var reply = await integration.Push(lines);
        Assert.Empty(reply.Rejections);
        foreach (var school in Schools)
            await Evaluated(school);
    }

    public async Task Evaluated(string school)
    {
        var grain = await School(school);
        await Eventually.True(async () => (await grain.Board()).Behind == 0, $"{school} has evaluated all it was sent");
    }

    ValueTask IAsyncLifetime.InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (host.IsValueCreated)
            await (await host.Value).DisposeAsync();
        if (source is not null)
            await source.DisposeAsync();
        if (rung is not null)
            await rung.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What the one school is read from that is not pushed to.</summary>
    internal async Task<FedSchoolSource> Source()
    {
        await host.Value;
        return source!;
    }

    /// <summary>The schools whose source rings.</summary>
    internal async Task<RungSchools> Rung()
    {
        await host.Value;
        return rung!;
    }

    private async Task<Host> Start()
    {
        source = await FedSchoolSource.Start();
        rung = await RungSchools.Start();
        var started = new Host(Folder, source.Settings.Concat(rung.Settings(first: 1)).ToDictionary());
        started.UseKestrel();
        started.StartServer();
        var trust = started.Services.GetRequiredService<IGrainFactory>().GetGrain<ITrustGrain>(Trust);
        foreach (var school in Schools)
            await trust.Join(new SchoolId(school));
        return started;
    }
}

/// <summary>The API with its embedded silo on a real socket. Named by one of its types: the silo has a Program too.</summary>
internal sealed class Host(string folder, IReadOnlyDictionary<string, string>? settings = null) : WebApplicationFactory<RiskMonitor.Api.Board.BoardHub>
{
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Demo:Enabled", "false");
        builder.UseSetting("Storage:File", Path.Combine(folder, "riskmonitor.db"));
        builder.UseSetting("Operations:LogFile", Path.Combine(folder, "log.txt"));
        builder.UseSetting("Push:LongestBody", (8 << 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
        // Nothing happens by itself, or the passing of time would be written down in between: who needs a tick gives one. (31 February.)
        builder.UseSetting("Jobs:Tick", "0 0 31 2 *");
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services => services.AddSingleton(new SchoolClock(new FakeTimeProvider(RiskMonitorApi.Today))));
    }
}
