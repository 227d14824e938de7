using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Api.Access;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;
using RiskMonitor.TestKit.Identity;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>The product and a real OpenID Connect provider, each on a socket of its own.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("riskmonitor-provider-").FullName;
    private Host host = null!;

    public IdentityProvider Provider { get; private set; } = null!;

    public Uri Address => host.Address;

    public IServiceProvider Services => host.Services;

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProvider.Start(
            [
                new("5c1e", "amara", "correct horse", "Amara Okafor", "safeguarding-leads"),
                new("77aa", "dev", "battery staple", "Dev Chandran", "attendance-team"),
                new("90bd", "nobody", "tr0ub4dor", "Nia Body"),
                new("dead", "left", "long gone", "Leo Left", "safeguarding-leads") { IsDisabled = true },
            ],
            new Dictionary<string, string> { ["mis-bridge"] = "bridge secret", ["stranger"] = "strange secret" });
        host = new Host(folder, new Dictionary<string, string>
        {
            ["Authentication:Authority"] = Provider.Address.AbsoluteUri,
            ["Authentication:ClientId"] = IdentityProvider.ClientId,
            ["Authentication:ClientSecret"] = IdentityProvider.ClientSecret,
            ["Authentication:Audience"] = IdentityProvider.Audience,
            ["Authentication:Grants:0:Claim"] = "groups",
            ["Authentication:Grants:0:Value"] = "safeguarding-leads",
            ["Authentication:Grants:0:Role"] = "SafeguardingLead",
            ["Authentication:Grants:0:Scope"] = "school:oakfield",
            ["Authentication:Grants:1:Claim"] = "groups",
            ["Authentication:Grants:1:Value"] = "attendance-team",
            ["Authentication:Grants:1:Role"] = "AttendanceLead",
            ["Authentication:Grants:1:Scope"] = "school:oakfield",
            ["Authentication:Grants:2:Claim"] = "sub",
            ["Authentication:Grants:2:Value"] = "mis-bridge",
            ["Authentication:Grants:2:Role"] = "IntegrationClient",
            ["Authentication:Grants:2:Scope"] = "school:oakfield",
        });
        host.UseKestrel();
        host.StartServer();
        await Provider.Trust(Address);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Signing in with the school's own accounts, from the first click to the last, and what must not let anybody in.</summary>
public sealed class ProviderTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    [Fact]
    public async Task Who_signs_in_has_what_their_groups_give_and_a_cookie_that_holds_no_token()
    {
        using var amara = await SignIn("amara", "correct horse");

        var me = await amara.Read<Me>("/api/me");

        Assert.Equal(("Amara Okafor", "SafeguardingLead", false, true), (me.Name, me.Role, me.IsDemo, me.HasProvider));
        Assert.Equal(["oakfield"], me.Schools.Select(school => school.School));
        Assert.Equal(["riskmonitor"], OwnCookies(amara));
    }

    [Fact]
    public async Task Two_groups_are_two_roles_and_no_group_is_none()
    {
        using var attendance = await SignIn("dev", "battery staple");
        using var nobody = await SignIn("nobody", "tr0ub4dor");

        Assert.Equal("AttendanceLead", (await attendance.Read<Me>("/api/me")).Role);
        Assert.Empty((await nobody.Read<Me>("/api/me")).Schools);
        using var refused = await nobody.Get("/api/schools/oakfield/board");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Who_is_known_by_their_groups_alone_is_named_in_the_rota_and_under_what_they_do()
    {
        using var amara = await SignIn("amara", "correct horse");
        using var none = await SignIn("nobody", "tr0ub4dor");
        var token = await Token("mis-bridge", "bridge secret", "risk");
        using var caller = new Caller(fixture.Address);
        using var lines = new StringContent(string.Join('\n', Lines.Pupil("oakfield", "named"), Lines.Concern("oakfield", "named", "named-1")), System.Text.Encoding.UTF8, "application/x-ndjson");
        using var pushed = await caller.Send(HttpMethod.Post, "/api/observations", lines, ("Authorization", $"Bearer {token}"));
        Assert.Equal(HttpStatusCode.OK, pushed.StatusCode);
        async Task<AlertCard?> Alert() => (await amara.Read<BoardSnapshot>("/api/schools/oakfield/board")).Alerts.FirstOrDefault(alert => alert.Student == "named");
        await Eventually.True(async () => await Alert() is not null, "the alert is there");

        using var acknowledged = await amara.Post("/api/schools/oakfield/alerts/acknowledge", new AlertCommandBody((await Alert())!.Alert, null, "named-1"));
        var duty = await amara.Read<SchoolDuty>("/api/schools/oakfield/duty");
        var everyone = await fixture.Services.GetRequiredService<StaffDirectory>().Everyone();

        Assert.Equal("Amara Okafor", (await Alert())!.AcknowledgedBy);
        Assert.Contains(duty.Staff, choice => choice is { Id: "5c1e", Name: "Amara Okafor" });
        Assert.Contains(everyone, person => person is { Id: "5c1e", Name: "Amara Okafor" } && person.Boards.Any(board => board.School == new SchoolId("oakfield")));
        Assert.DoesNotContain(everyone, person => person.Id == "90bd");
    }

    [Fact]
    public async Task Who_has_not_signed_in_for_two_weeks_is_written_to_no_more_and_what_a_visit_says_lets_nobody_in()
    {
        var grains = fixture.Services.GetRequiredService<IGrainFactory>();
        var directory = fixture.Services.GetRequiredService<StaffDirectory>();
        var now = TimeProvider.System.GetUtcNow();
        GrantRecord[] given = [new("Head", "school:oakfield")];
        await grains.GetGrain<IStaffGrain>("visit-new").Visit(new StaffVisit("Nora New", [.. given], now.AddDays(-13)));
        await grains.GetGrain<IStaffGrain>("visit-old").Visit(new StaffVisit("Olu Old", [.. given], now.AddDays(-14)));

        Assert.Equal("Nora New", (await directory.Find("visit-new"))?.Name);
        Assert.Null(await directory.Find("visit-old"));
        Assert.Empty((await grains.GetGrain<IStaffGrain>("visit-new").Standing()).Grants);
    }

    [Fact]
    public async Task A_disabled_account_signs_nobody_in_and_the_page_says_so()
    {
        using var left = new Caller(fixture.Address);

        var end = await Walk(left, "left", "long gone");

        Assert.Equal("/sign-in?trouble=refused", end);
        Assert.Empty(OwnCookies(left));
    }

    [Fact]
    public async Task A_code_counts_once()
    {
        using var amara = new Caller(fixture.Address);
        var callback = await Callback(amara, "amara", "correct horse");
        using var first = await amara.Get(callback);
        using var signedIn = await amara.Get("/api/me");

        using var replayed = await amara.Get(callback);
        using var elsewhere = new Caller(fixture.Address);
        using var stolen = await elsewhere.Get(callback);

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Equal("/sign-in?trouble=failed", replayed.Headers.Location!.OriginalString);
        Assert.Equal("/sign-in?trouble=failed", stolen.Headers.Location!.OriginalString);
        Assert.Empty(OwnCookies(elsewhere));
    }

    [Fact]
    public async Task A_code_that_was_stolen_before_it_was_used_is_worth_nothing_in_another_browser()
    {
        using var victim = new Caller(fixture.Address);
        using var thief = new Caller(fixture.Address);
        var stolen = CodeOf(await Callback(victim, "amara", "correct horse"));
        var own = await Callback(thief, "dev", "battery staple");

        // The thief's own state and cookies, the victim's code: only the verifier, which never left the victim's browser and us, is missing.
        using var answer = await thief.Get(own.Replace(CodeOf(own), stolen, StringComparison.Ordinal));

        Assert.Equal("/sign-in?trouble=failed", answer.Headers.Location!.OriginalString);
        using var me = await thief.Get("/api/me");
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
    }

    [Fact]
    public async Task A_program_with_a_token_for_us_may_do_what_its_grant_says_and_no_more()
    {
        var token = await Token("mis-bridge", "bridge secret", "risk");

        using var pushed = await Program(token, HttpMethod.Post, "/api/observations");
        using var board = await Program(token, HttpMethod.Get, "/api/schools/oakfield/board");
        using var stranger = await Program(await Token("stranger", "strange secret", "risk"), HttpMethod.Get, "/api/schools/oakfield/board");

        Assert.Equal(HttpStatusCode.OK, pushed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, board.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_token_for_another_audience_or_one_that_was_tampered_with_is_nobodys()
    {
        var foreign = await Token("mis-bridge", "bridge secret", "elsewhere");
        var own = await Token("mis-bridge", "bridge secret", "risk");
        var parts = own.Split('.');
        var tampered = $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}";
        var unsigned = $"{Base64("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.";

        foreach (var token in new[] { foreign, tampered, unsigned, "not a token" })
        {
            using var answer = await Program(token, HttpMethod.Post, "/api/observations");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_provider_that_changes_its_signing_key_locks_nobody_out_and_its_old_tokens_are_worth_nothing()
    {
        var before = await Token("mis-bridge", "bridge secret", "risk");
        using var known = await Program(before, HttpMethod.Post, "/api/observations");

        // A call with a key nobody has seen makes us read the provider's keys again, also soon after the last; a program that is refused asks again.
        for (var change = 0; change < 2; change++)
        {
            await fixture.Provider.ChangeSigningKey(fixture.Address);
            var token = await Token("mis-bridge", "bridge secret", "risk");
            await Eventually.True(async () => await Status(token) == HttpStatusCode.OK, "the new key is known");
        }

        using var amara = await SignInHoweverOften("amara", "correct horse");
        var old = await Status(before);

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal("Amara Okafor", (await amara.Read<Me>("/api/me")).Name);
        Assert.Equal(HttpStatusCode.Unauthorized, old);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_provider()
    {
        using var amara = await SignIn("amara", "correct horse");

        using var away = await amara.Get("/api/sign-out/provider");
        using var provider = await amara.Get(away.Headers.Location!.AbsoluteUri);
        using var here = await amara.Get("/api/me");
        using var there = await amara.Get((await Challenge(amara, "/api/sign-in")).AbsoluteUri);

        Assert.StartsWith(new Uri(fixture.Provider.Address, "/connect/logout").AbsoluteUri, away.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, here.StatusCode);
        // The provider asks for the password again.
        Assert.StartsWith("/login?", there.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_sessions_of_all_browsers_of_that_person_and_of_nobody_else()
    {
        using var office = await SignIn("amara", "correct horse");
        using var home = await SignIn("amara", "correct horse");
        using var other = await SignIn("dev", "battery staple");

        using var ended = await office.Post("/api/sign-out/everywhere");
        using var atHome = await home.Get("/api/me");
        using var others = await other.Get("/api/me");
        using var again = await SignIn("amara", "correct horse");

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, atHome.StatusCode);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        Assert.Equal("Amara Okafor", (await again.Read<Me>("/api/me")).Name);
    }

    [Theory]
    [InlineData("/wall?school=oakfield", "/wall?school=oakfield")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task Afterwards_they_are_where_they_wanted_to_be_and_never_on_another_site(string back, string ends)
    {
        using var amara = new Caller(fixture.Address);

        Assert.Equal(ends, await Walk(amara, "amara", "correct horse", $"/api/sign-in?back={Uri.EscapeDataString(back)}"));
    }

    [Fact]
    public async Task Proving_it_again_is_asked_of_the_provider_even_while_it_knows_them()
    {
        using var amara = await SignIn("amara", "correct horse");

        using var known = await amara.Get((await Challenge(amara, "/api/sign-in")).AbsoluteUri);
        using var again = await amara.Get((await Challenge(amara, "/api/sign-in?again=true")).AbsoluteUri);

        Assert.StartsWith(new Uri(fixture.Address, "/signin-oidc").AbsoluteUri, known.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.StartsWith("/login?", again.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private async Task<Caller> SignIn(string user, string password)
    {
        var caller = new Caller(fixture.Address);
        Assert.Equal("/", await Walk(caller, user, password));
        return caller;
    }

    // As a browser follows: where we begin again by ourselves, it goes along.
    private async Task<Caller> SignInHoweverOften(string user, string password)
    {
        var caller = new Caller(fixture.Address);
        var end = await Walk(caller, user, password);
        while (end.StartsWith("/api/sign-in?tries=", StringComparison.Ordinal))
            end = await Walk(caller, user, password, end);
        Assert.Equal("/", end);
        return caller;
    }

    /// <summary>Signs in as a browser would; where it ends up on our site.</summary>
    private async Task<string> Walk(Caller caller, string user, string password, string from = "/api/sign-in")
    {
        using var end = await caller.Get(await Callback(caller, user, password, from));
        Assert.Equal(HttpStatusCode.Found, end.StatusCode);
        return end.Headers.Location!.OriginalString;
    }

    /// <summary>Up to the address with the code, to which the provider sends the browser; not yet called.</summary>
    private async Task<string> Callback(Caller caller, string user, string password, string from = "/api/sign-in")
    {
        using var authorize = await caller.Get((await Challenge(caller, from)).AbsoluteUri);
        Assert.True(authorize.StatusCode == HttpStatusCode.Found, authorize.StatusCode + " " + await authorize.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        if (authorize.Headers.Location!.IsAbsoluteUri && authorize.Headers.Location.AbsoluteUri.StartsWith(fixture.Address.AbsoluteUri, StringComparison.Ordinal))
            return authorize.Headers.Location.AbsoluteUri;
        var login = new Uri(fixture.Provider.Address, authorize.Headers.Location);
        var back = System.Web.HttpUtility.ParseQueryString(login.Query)["back"]!;
        using var form = new FormUrlEncodedContent([new("user", user), new("password", password), new("back", back)]);
        using var signedIn = await caller.Send(HttpMethod.Post, new Uri(fixture.Provider.Address, "/login").AbsoluteUri, form);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        using var code = await caller.Get(new Uri(fixture.Provider.Address, signedIn.Headers.Location!).AbsoluteUri);
        return code.Headers.Location!.AbsoluteUri;
    }

    private static async Task<Uri> Challenge(Caller caller, string from)
    {
        using var challenge = await caller.Get(from);
        Assert.Equal(HttpStatusCode.Found, challenge.StatusCode);
        return challenge.Headers.Location!;
    }

    private async Task<string> Token(string program, string secret, string scope)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", program), new("client_secret", secret), new("scope", scope)]);
        using var answer = await http.PostAsync(new Uri(fixture.Provider.Address, "/connect/token"), form, TestContext.Current.CancellationToken);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("access_token").GetString()!;
    }

    private async Task<HttpStatusCode> Status(string token)
    {
        using var answer = await Program(token, HttpMethod.Post, "/api/observations");
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> Program(string token, HttpMethod method, string path)
    {
        using var caller = new Caller(fixture.Address);
        using var body = method == HttpMethod.Post
            ? new StringContent("""{"type":"mark","school":"oakfield","student":"p001","date":"2026-11-13","session":"AM","code":"/"}""", System.Text.Encoding.UTF8, "application/x-ndjson") : null;
        return await caller.Send(method, path, body, ("Authorization", $"Bearer {token}"));
    }

    // To a cookie container product and provider are one host; what ties a sign-in to a browser lasts as long as the sign-in.
    private List<string> OwnCookies(Caller caller) =>
        [.. caller.Cookies.GetCookies(fixture.Address).Select(cookie => cookie.Name).Where(name => name != "provider" && !name.StartsWith(".AspNetCore.", StringComparison.Ordinal))];

    private static string CodeOf(string callback) => System.Web.HttpUtility.ParseQueryString(new Uri(callback).Query)["code"]!;

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
