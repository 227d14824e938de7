using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Operations;
using RiskMonitor.Api.Students;
using RiskMonitor.Contracts;
using RiskMonitor.Grains.Trusts;

namespace RiskMonitor.Api.Access;

/// <summary>Signing in: OpenID Connect; in Development, on a loopback connection only, also as one of the demo trust's staff.</summary>
internal static class SignIn
{
    private const string Either = "cookie or token";

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(SignInOptions.Section).Get<SignInOptions>() ?? new SignInOptions();
        var check = new SignInOptionsCheck(builder.Environment);
        if (check.Validate(null, options) is { Failed: true } wrong)
            throw new InvalidOperationException(wrong.FailureMessage);

        var authentication = builder.Services.AddAuthentication(schemes =>
        {
            schemes.DefaultScheme = Either;
            schemes.DefaultSignInScheme = schemes.DefaultSignOutScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        });
        authentication.AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = http =>
            options.Audience is { Length: > 0 } && http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? JwtBearerDefaults.AuthenticationScheme
                : CookieAuthenticationDefaults.AuthenticationScheme);
        authentication.AddCookie(cookie => Set(cookie, options, builder.Environment.IsProduction()));
        if (options.HasProvider)
            authentication.AddProvider(options, check.MayBePlain(new Uri(options.Authority!)));
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.AddRequirements(new OperatorsOnly()));
        builder.Services.AddSingleton<PersonaBook>().AddSingleton<Sessions>().AddSingleton<StaffRegister>().AddSingleton<Door>();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Authorization.IAuthorizationHandler, OperatorsOnlyHandler>();
        builder.Services.AddSingleton(services => new KnownStaff([.. services.GetRequiredService<PersonaBook>().All.Select(persona => new KnownPerson(persona.Shown.Id, persona.Shown.Name, [.. persona.Grants]))]));
        return builder;
    }

    private static void Set(CookieAuthenticationOptions options, SignInOptions sessions, bool isProduction)
    {
        options.Cookie.Name = isProduction ? "__Host-riskmonitor" : "riskmonitor";
        options.Cookie.HttpOnly = true;
        // The page itself needs no cookie, and what it then asks for comes from our own site: a link from elsewhere still opens.
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = isProduction ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = sessions.Idle;
        options.SlidingExpiration = true;
        // A page asks again; a program must get a status, not a redirect to a page.
        options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
    }

    public static RouteGroupBuilder MapSignIn(this RouteGroupBuilder api)
    {
        api.MapGet("/me", Me).WithSummary("Who is signed in, and what they may open.").DescribeCaseContext(answer: CaseExamples.Me);
        api.MapGet("/personas", Personas).AllowAnonymous().WithSummary("The demo trust's staff. Development on a loopback address only.");
        api.MapPost("/personas/{id}/sign-in", SignInAs).AllowAnonymous().WithSummary("Sign in as one of the demo trust's staff. Development on a loopback address only.");
        api.MapPost("/sign-out", SignOut).WithSummary("Sign out; open live connections of this session are closed.");
        api.MapPost("/sign-out/everywhere", SignOutEverywhere).WithSummary("End all sessions of whoever asks, on whatever machine.");
        api.MapGet("/sign-out/provider", SignOutAtProvider).AllowAnonymous().WithSummary("Sign out here and at the school's identity provider.");
        api.MapGet("/sign-in", Challenge).AllowAnonymous().WithSummary("Sign in with the school's own identity provider.");
        api.MapGet("/sign-in/provider", HasProvider).AllowAnonymous().WithSummary("Whether there is an identity provider to sign in with.");
        return api;
    }

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> Me(HttpContext http, StaffRegister register, Schools.SchoolNames names, PersonaBook personas, IGrainFactory grains)
    {
        if (await register.Find(http.User) is not { } staff)
            return Problems.SignedOut();
        var schools = new List<MySchool>();
        foreach (var school in staff.SchoolsFor(Act.SeeBoard))
        {
            schools.Add(new MySchool(
                school.Value, await names.Of(school), Policy.Decide(staff.Grants, Act.ImportData, school).Allowed, Policy.Decide(staff.Grants, Act.GovernConcerns, school).Allowed,
                Policy.Decide(staff.Grants, Act.ManageWalls, school).Allowed, Policy.Decide(staff.Grants, Act.ManageGrants, school).Allowed,
                Policy.Decide(staff.Grants, Act.ShareWithTrust, school).Allowed, Policy.Decide(staff.Grants, Act.SeeDuty, school).Allowed, Policy.Decide(staff.Grants, Act.BreakGlass, school).Allowed));
        }

        var feeds = new List<FedSchool>();
        foreach (var school in staff.SchoolsFor(Act.SeeFeeds).Where(school => !school.IsTrust))
            feeds.Add(new FedSchool(school.Value, await names.Of(school), Policy.Decide(staff.Grants, Act.RunFeeds, school).Allowed));

        var persona = personas.Find(staff.Id);
        var chosen = (await grains.GetGrain<Interfaces.IStaffGrain>(staff.Id).Settings()).Settings;
        return TypedResults.Ok(new Me(
            staff.Name,
            persona?.Shown.Role ?? string.Join(", ", staff.Grants.Select(grant => grant.Role).Distinct()),
            [.. schools.OrderBy(school => school.Name, StringComparer.Ordinal)],
            staff.SchoolsFor(Act.OpenCase).Any(),
            staff.SchoolsFor(Act.Acknowledge).Any(),
            persona is not null,
            http.User.Identity?.AuthenticationType == "provider",
            [.. feeds.OrderBy(school => school.Name, StringComparer.Ordinal)],
            Policy.Decide(staff.Grants, Act.Operate, null).Allowed,
            chosen.Theme,
            chosen.Shortcuts,
            await Named(staff, Act.SeeAudit, names),
            await Named(staff, Act.SeeCounts, names),
            Version));
    }

    private static readonly string Version = string.Concat(new[] { typeof(SignIn), typeof(Dashboard.App) }.Select(type => type.Module.ModuleVersionId.ToString("N")[..8]));

    private static async Task<List<AuditedSchool>> Named(Staff staff, Act act, Schools.SchoolNames names)
    {
        var named = new List<AuditedSchool>();
        foreach (var school in staff.SchoolsFor(act))
            named.Add(new AuditedSchool(school.Value, await names.Of(school)));
        return [.. named.OrderBy(school => school.Name, StringComparer.Ordinal)];
    }

    private static Results<Ok<List<Persona>>, ProblemHttpResult> Personas(HttpContext http, PersonaBook personas) =>
        IsLoopback(http) && personas.All.Count > 0
            ? TypedResults.Ok(personas.All.Select(persona => persona.Shown).ToList())
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInAs(string id, HttpContext http, PersonaBook personas, Sessions sessions, AuditTrail trail)
    {
        if (!IsLoopback(http) || personas.Find(id) is not { } persona)
            return Problems.NotFound();
        var identity = new ClaimsIdentity([new Claim(StaffRegister.IdClaim, persona.Shown.Id), new Claim("name", persona.Shown.Name), .. sessions.Begin()], "persona");
        await trail.Write(persona.Shown.Id, "session.sign-in", null, why: "persona");
        await http.SignInAsync(new ClaimsPrincipal(identity));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SignOut(HttpContext http, StaffRegister register, Board.LiveConnections connections, AuditTrail trail)
    {
        await register.EndSession(http.User);
        Close(http, connections);
        await Write(trail, http, "session.sign-out");
        await http.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOutEverywhere(HttpContext http, StaffRegister register, Board.LiveConnections connections, AuditTrail trail)
    {
        if (await register.Find(http.User) is not { } staff)
            return Problems.SignedOut();
        await register.EndSessions(staff.Id);
        await trail.Write(staff.Id, "session.end-all", null);
        Close(http, connections);
        await http.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static async Task<Results<SignOutHttpResult, ProblemHttpResult>> SignOutAtProvider(
        HttpContext http, IOptions<SignInOptions> options, StaffRegister register, Board.LiveConnections connections, AuditTrail trail)
    {
        if (!options.Value.HasProvider)
            return Problems.NotFound();
        await register.EndSession(http.User);
        Close(http, connections);
        await Write(trail, http, "session.sign-out");
        return TypedResults.SignOut(new AuthenticationProperties { RedirectUri = "/sign-in" }, [OpenIdConnectDefaults.AuthenticationScheme, CookieAuthenticationDefaults.AuthenticationScheme]);
    }

    private static Task Write(AuditTrail trail, HttpContext http, string what) =>
        http.User.FindFirstValue(StaffRegister.IdClaim) is { } id ? trail.Write(id, what, null) : Task.CompletedTask;

    private static void Close(HttpContext http, Board.LiveConnections connections)
    {
        if (http.User.FindFirstValue(StaffRegister.IdClaim) is { } id)
            connections.Abort(id);
    }

    private static Results<NoContent, ProblemHttpResult> HasProvider(IOptions<SignInOptions> options) => options.Value.HasProvider ? TypedResults.NoContent() : Problems.NotFound();

    /// <param name="back">Where to go afterwards: a path of ours.</param>
    /// <param name="again">Whether they must prove who they are even if the provider still knows them.</param>
    private static Results<ChallengeHttpResult, ProblemHttpResult> Challenge(HttpContext http, IOptions<SignInOptions> options, string? back = null, bool again = false, int tries = 0)
    {
        if (!options.Value.HasProvider)
            return Problems.NotFound();
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = OwnPath(back) };
        if (tries is > 0 and <= Provider.MostTries)
            properties.Items[Provider.Tries] = tries.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (again)
            (properties.MaxAge, properties.Prompt) = (TimeSpan.Zero, "login");
        return TypedResults.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
    }

    // "//elsewhere" and "/\\elsewhere" are other hosts to a browser.
    private static string OwnPath(string? back) =>
        back is { Length: > 0 } && Uri.IsWellFormedUriString(back, UriKind.Relative) && back[0] == '/' && (back.Length == 1 || back[1] is not ('/' or '\\')) ? back : "/";

    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Original-For", "X-Real-IP"];

    // The connection's own address: a header that a proxy or a caller sets does not make anybody local. The name too, so that a page
    // elsewhere whose name was pointed at this machine cannot sign its visitor in.
    private static bool IsLoopback(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var named) && IPAddress.IsLoopback(named)));

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
