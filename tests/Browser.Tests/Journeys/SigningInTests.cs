using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RiskMonitor.Browser.Tests.Running;
using RiskMonitor.TestKit.Identity;
using static Microsoft.Playwright.Assertions;

namespace RiskMonitor.Browser.Tests.Journeys;

/// <summary>The product and a real OpenID Connect provider, as a browser meets them: on two sites, 127.0.0.1 and localhost, so that what it keeps from other sites is kept.</summary>
public sealed class ProvidedApi : IAsyncLifetime
{
    private RunningApi? api;
    private IdentityProvider? provider;

    public RunningApi Api => api!;

    public IdentityProvider Provider => provider!;

    public Uri ProviderAddress => new UriBuilder(Provider.Address) { Host = "localhost" }.Uri;

    public async ValueTask InitializeAsync()
    {
        provider = await IdentityProvider.Start(
            [
                new("5c1e", "amara", "correct horse", "Amara Okafor", "safeguarding-leads"),
                new("dead", "left", "long gone", "Leo Left", "safeguarding-leads") { IsDisabled = true },
            ],
            new Dictionary<string, string> { ["mis-bridge"] = "bridge secret" });
        api = await RunningApi.Start(
            ("Authentication__Authority", ProviderAddress.AbsoluteUri),
            ("Authentication__ClientId", IdentityProvider.ClientId),
            ("Authentication__ClientSecret", IdentityProvider.ClientSecret),
            ("Authentication__Audience", IdentityProvider.Audience),
            ("Authentication__Grants__0__Claim", "groups"),
            ("Authentication__Grants__0__Value", "safeguarding-leads"),
            ("Authentication__Grants__0__Role", "SafeguardingLead"),
            ("Authentication__Grants__0__Scope", $"school:{School.Secondary}"),
            ("Authentication__Grants__1__Claim", "sub"),
            ("Authentication__Grants__1__Value", "mis-bridge"),
            ("Authentication__Grants__1__Role", "IntegrationClient"),
            ("Authentication__Grants__1__Scope", $"school:{School.Secondary}"));
        await provider.Trust(api.Address);
        await api.Push(School.Pupil(School.Secondary, "provided", "QP"), School.ImmediateConcern(School.Secondary, "provided"));
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
            await api.DisposeAsync();
        if (provider is not null)
            await provider.DisposeAsync();
    }
}

/// <summary>Signing in with the school's own accounts, in a browser.</summary>
public sealed class SigningInTests(Chromium chromium, ProvidedApi provided) : Journey(chromium), IClassFixture<ProvidedApi>
{
    [Fact]
    public async Task A_lead_signs_in_works_and_signs_out_here_and_at_the_provider()
    {
        var page = await Browse(provided.Api);

        await page.GotoAsync("/?severity=critical");
        await SignIn(page, "amara", "correct horse");

        await Expect(page).ToHaveURLAsync(new Regex(@"127\.0\.0\.1:[0-9]+/\?severity=critical$"));
        await Expect(page.GetByText("QP").First).ToBeVisibleAsync();
        Assert.DoesNotContain("riskmonitor", await page.EvaluateAsync<string>("document.cookie"));
        Assert.Equal("0 0", await page.EvaluateAsync<string>("`${localStorage.length} ${sessionStorage.length}`"));
        var cookies = (await page.Context.CookiesAsync([provided.Api.Address.AbsoluteUri])).Where(cookie => !cookie.Name.StartsWith(".AspNetCore", StringComparison.Ordinal)).ToList();
        Assert.Equal(["riskmonitor"], cookies.Select(cookie => cookie.Name));

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your school account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your account" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whose_account_is_disabled_is_told_so_and_sees_nothing()
    {
        var page = await Browse(provided.Api);

        await page.GotoAsync("/sign-in");
        await SignIn(page, "left", "long gone");

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The identity provider did not let you in. Ask whoever looks after accounts at your school.");
        await Expect(page.GetByText("QP")).ToHaveCountAsync(0);
        Assert.Equal(401, (await page.APIRequest.GetAsync("/api/me")).Status);
    }

    [Fact]
    public async Task An_address_with_a_code_opens_nothing_a_second_time_nor_in_another_browser()
    {
        var page = await Browse(provided.Api);
        var callback = page.WaitForRequestAsync(new Regex("/signin-oidc\\?"));
        await page.GotoAsync("/sign-in");
        await SignIn(page, "amara", "correct horse");
        var address = (await callback).Url;
        await Expect(page.GetByText("QP").First).ToBeVisibleAsync();

        var other = await Browse(provided.Api);
        await other.GotoAsync(address);
        await Expect(other.GetByRole(AriaRole.Alert)).ToContainTextAsync("Signing in did not work.");
        Assert.Equal(401, (await other.APIRequest.GetAsync("/api/me")).Status);

        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Signing in did not work.");
    }

    [Fact]
    public async Task A_token_for_another_audience_lets_no_program_in_and_a_new_signing_key_of_the_provider_keeps_nobody_out()
    {
        Assert.Equal(200, await Push("risk"));
        Assert.Equal(401, await Push("elsewhere"));

        await provided.Provider.ChangeSigningKey(provided.Api.Address);
        var page = await Browse(provided.Api);
        await page.GotoAsync("/sign-in");
        await SignIn(page, "amara", "correct horse");

        await Expect(page.GetByText("QP").First).ToBeVisibleAsync();
    }

    // As a person does: in the provider's own page, wherever that is.
    private async Task SignIn(IPage page, string user, string password)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your school account" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("^" + Regex.Escape(provided.ProviderAddress.AbsoluteUri)));
        await page.GetByLabel("User").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    // As a program does, with a token for this scope.
    private async Task<int> Push(string scope)
    {
        using var http = new HttpClient { BaseAddress = provided.Api.Address };
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "mis-bridge"), new("client_secret", "bridge secret"), new("scope", scope)]);
        using var issued = await http.PostAsync(new Uri(provided.ProviderAddress, "/connect/token"), form);
        using var token = System.Text.Json.JsonDocument.Parse(await issued.Content.ReadAsStringAsync());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("access_token").GetString());
        using var lines = new StringContent(School.Pupil(School.Secondary, "by-token", "QX"), System.Text.Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri("/api/observations", UriKind.Relative), lines);
        return (int)answer.StatusCode;
    }
}
