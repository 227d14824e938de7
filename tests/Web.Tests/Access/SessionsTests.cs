using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Api.Access;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>A session ends after a working day whatever happens in it, and what is most private needs a sign-in of a moment ago.</summary>
public sealed class SessionsTests(RiskMonitorApi api)
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(10 * 60, true)]
    [InlineData((10 * 60) + 1, false)]
    public void A_session_lasts_ten_hours(int minutes, bool counts)
    {
        var time = new FakeTimeProvider(Monday);
        var sessions = new Sessions(Options.Create(new SignInOptions()), time);
        var user = Of(sessions.Begin());

        time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(counts, sessions.BeganAt(user) is not null);
    }

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, false)]
    public void Proving_who_one_is_is_fresh_for_a_quarter_of_an_hour(int minutes, bool isFresh)
    {
        var time = new FakeTimeProvider(Monday);
        var sessions = new Sessions(Options.Create(new SignInOptions()), time);
        var user = Of(sessions.Begin());

        time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(isFresh, sessions.IsFresh(user));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("99999999999999999")]
    public void A_session_that_does_not_say_when_it_began_is_over_and_not_fresh(string began)
    {
        var sessions = new Sessions(Options.Create(new SignInOptions()), new FakeTimeProvider(Monday));
        var user = Of([new(Sessions.BeganClaim, began), new(Sessions.ProvedClaim, began)]);

        Assert.Null(sessions.BeganAt(user));
        Assert.False(sessions.IsFresh(user));
    }

    [Fact]
    public async Task A_cookie_of_a_session_that_is_over_opens_nothing()
    {
        using var lead = await As("SafeguardingLead", began: TimeSpan.FromHours(11), proved: TimeSpan.FromHours(11));

        using var answer = await lead.Get("/api/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_narrative_is_read_only_shortly_after_signing_in()
    {
        using var early = await As("SafeguardingLead", began: TimeSpan.FromHours(2), proved: TimeSpan.FromHours(2));
        using var now = await As("SafeguardingLead", began: TimeSpan.FromHours(2), proved: TimeSpan.FromMinutes(1));

        using var refused = await early.Post("/api/schools/oakfield/imports/concerns/c1/narrative", new { reason = "strategy meeting" });
        using var asked = await now.Post("/api/schools/oakfield/imports/concerns/c1/narrative", new { reason = "strategy meeting" });

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("sign-in-again", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // There is no such concern; what counts is that it was looked for.
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
    }

    private async Task<Caller> As(string role, TimeSpan began, TimeSpan proved)
    {
        var staff = $"{role}-{Guid.NewGuid():N}";
        await (await api.Of<IGrainFactory>()).GetGrain<IStaffGrain>(staff).Replace([new GrantRecord(role, "school:oakfield")]);
        var cookies = (await api.Of<IOptionsMonitor<CookieAuthenticationOptions>>()).Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var user = Of([new("sub", staff), new(Sessions.BeganClaim, Ago(began) + "000"), new(Sessions.ProvedClaim, Ago(proved))]);
        return new Caller(await api.Address(), new Cookie(cookies.Cookie.Name!, cookies.TicketDataFormat.Protect(new AuthenticationTicket(user, CookieAuthenticationDefaults.AuthenticationScheme))));
    }

    private static string Ago(TimeSpan span) => (TimeProvider.System.GetUtcNow() - span).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static ClaimsPrincipal Of(IEnumerable<Claim> claims) => new(new ClaimsIdentity(claims, "provider"));
}
