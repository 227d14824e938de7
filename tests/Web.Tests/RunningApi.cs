using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Interfaces;
using Xunit;

[assembly: AssemblyFixture(typeof(RiskMonitor.Web.Tests.RunningApi))]

namespace RiskMonitor.Web.Tests;

/// <summary>
/// The embedded program as it is run, without the demo trust: Kestrel on a loopback port, a silo, and a SQLite file in a temporary folder.
/// Started once for all tests; each test writes about pupils of its own.
/// </summary>
public sealed class RunningApi : IAsyncLifetime
{
    public const string Secondary = "larkfield-academy";
    public const string Primary = "brook-lane";

    /// <summary>A school of another trust, with pupils, that none of the personas has a grant over.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>A pupil at <see cref="Elsewhere"/> and at <see cref="Secondary"/>.</summary>
    public const string KnownPupil = "known-1";

    private readonly string folder = Directory.CreateTempSubdirectory("riskmonitor-web-").FullName;
    private readonly Factory factory;

    public RunningApi() => factory = new Factory(folder);

    /// <summary>The schools' clock: a Tuesday in the middle of the autumn term, at 11:00. Tests that move it would disturb the others.</summary>
    public static DateTimeOffset Now { get; } = SchoolTime.At(new DateOnly(2026, 11, 17), new TimeOnly(11, 0));

    public Uri Address => factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => factory.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        factory.UseKestrel(0);
        factory.StartServer();
        await Grains.GetGrain<ITrustGrain>("larkfield").Join(new SchoolId(Secondary));
        await Grains.GetGrain<ITrustGrain>("larkfield").Join(new SchoolId(Primary));
        await Grains.GetGrain<ITrustGrain>("larkfield").Join(new SchoolId("st-oswalds"));
        foreach (var school in new[] { Secondary, Primary, Elsewhere })
            await Given.Ingest(this, school, [Given.School(school), Given.Calendar(school), Given.Pupil(school, KnownPupil)]);
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A browser that is not signed in: cookies are kept, redirects are not followed, writes carry our header.</summary>
    public HttpClient Anybody()
    {
        var client = factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
        client.DefaultRequestHeaders.Add("X-RiskMonitor", "1");
        return client;
    }

    /// <summary>A browser that is signed in as one of the demo trust's staff.</summary>
    public async Task<HttpClient> As(string persona)
    {
        var client = Anybody();
        using var answer = await client.Post($"api/personas/{persona}/sign-in");
        answer.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>The .NET client of the hub, with the cookie of one of the demo trust's staff. Not started.</summary>
    public async Task<HubConnection> Hub(string persona) => HubWith(await Cookie(persona));

    public HubConnection HubWith(string cookie) => new HubConnectionBuilder()
        .WithUrl(new Uri(Address, "hubs/board"), options => options.Headers["Cookie"] = cookie)
        .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default))
        .Build();

    /// <summary>The cookie as the identity provider's sign-in leaves it: a ticket with the staff id and a name.</summary>
    public string CookieOf(string staff)
    {
        var scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var options = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(StaffRegister.IdClaim, staff), new Claim("name", "Robin Marsh")], scheme));
        var now = TimeProvider.System.GetUtcNow();
        var ticket = new AuthenticationTicket(principal, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddHours(1) }, scheme);
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
    }

    public async Task<string> Cookie(string persona)
    {
        using var client = Anybody();
        using var answer = await client.Post($"api/personas/{persona}/sign-in");
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private sealed class Factory(string folder) : WebApplicationFactory<Door>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("Demo:Enabled", "false");
            builder.UseSetting("Storage:File", Path.Combine(folder, "riskmonitor.db"));
            builder.UseSetting("Push:LongestBody", (8 << 20).ToString(CultureInfo.InvariantCulture));
            builder.ConfigureTestServices(services => services.AddSingleton(new SchoolClock(new StandingClock(Now))));
        }
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
