using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Contracts;
using RiskMonitor.Grains.Trusts;

namespace RiskMonitor.Api.Access;

/// <summary>Signing in: OpenID Connect; in Development, on a loopback connection only, also as one of the demo trust's staff.</summary>
internal static class SignIn
{
    private static readonly TimeSpan Shift = TimeSpan.FromHours(10);

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var production = builder.Environment.IsProduction();
        var authority = builder.Configuration["Authentication:Authority"];
        if (production && string.IsNullOrEmpty(authority))
            throw new InvalidOperationException("Authentication:Authority is not set: in Production people sign in with an OpenID Connect provider.");

        var authentication = builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.Cookie.Name = production ? "__Host-riskmonitor" : "riskmonitor";
            options.Cookie.HttpOnly = true;
            // The page itself needs no cookie, and what it then asks for comes from our own site: a link from elsewhere still opens.
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = production ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = Shift;
            // A page asks again; a program must get a status, not a redirect to a page.
            options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
            options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        });
        if (!string.IsNullOrEmpty(authority))
            authentication.AddProvider(authority, Required(builder.Configuration, "Authentication:ClientId"), Required(builder.Configuration, "Authentication:ClientSecret"));
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.AddRequirements(new OperatorsOnly()));
        builder.Services.AddSingleton<PersonaBook>().AddSingleton<StaffRegister>().AddSingleton<Door>();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Authorization.IAuthorizationHandler, OperatorsOnlyHandler>();
        builder.Services.AddSingleton(services => new KnownStaff([.. services.GetRequiredService<PersonaBook>().All.Select(persona => new KnownPerson(persona.Shown.Id, persona.Shown.Name, [.. persona.Grants]))]));
        return builder;
    }

    public static RouteGroupBuilder MapSignIn(this RouteGroupBuilder api)
    {
        api.MapGet("/me", Me).WithSummary("Who is signed in, and what they may open.");
        api.MapGet("/personas", Personas).AllowAnonymous().WithSummary("The demo trust's staff. Development on a loopback address only.");
        api.MapPost("/personas/{id}/sign-in", SignInAs).AllowAnonymous().WithSummary("Sign in as one of the demo trust's staff. Development on a loopback address only.");
        api.MapPost("/sign-out", SignOut).WithSummary("Sign out; open live connections of this session are closed.");
        api.MapGet("/sign-in", Challenge).AllowAnonymous().WithSummary("Sign in with the school's own identity provider.");
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
                school.Value, await names.Of(school), Policy.Decide(staff.Grants, Act.ImportData, school).Allowed, Policy.Decide(staff.Grants, Act.GovernConcerns, school).Allowed));
        }

        var persona = personas.Find(staff.Id);
        var chosen = (await grains.GetGrain<Interfaces.IStaffGrain>(staff.Id).Settings()).Settings;
        return TypedResults.Ok(new Me(
            staff.Name,
            persona?.Shown.Role ?? string.Join(", ", staff.Grants.Select(grant => grant.Role).Distinct()),
            [.. schools.OrderBy(school => school.Name, StringComparer.Ordinal)],
            staff.SchoolsFor(Act.OpenCase).Any(),
            staff.SchoolsFor(Act.Acknowledge).Any(),
            persona is not null,
            Policy.Decide(staff.Grants, Act.Operate, null).Allowed,
            chosen.Theme,
            chosen.Shortcuts));
    }

    private static Results<Ok<List<Persona>>, ProblemHttpResult> Personas(HttpContext http, PersonaBook personas) =>
        IsLoopback(http) && personas.All.Count > 0
            ? TypedResults.Ok(personas.All.Select(persona => persona.Shown).ToList())
            : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInAs(string id, HttpContext http, PersonaBook personas)
    {
        if (!IsLoopback(http) || personas.Find(id) is not { } persona)
            return Problems.NotFound();
        var identity = new ClaimsIdentity([new Claim(StaffRegister.IdClaim, persona.Shown.Id), new Claim("name", persona.Shown.Name)], "persona");
        await http.SignInAsync(new ClaimsPrincipal(identity));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SignOut(HttpContext http, Board.LiveConnections connections)
    {
        if (http.User.FindFirstValue(StaffRegister.IdClaim) is { } id)
            connections.Abort(id);
        await http.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static Results<ChallengeHttpResult, ProblemHttpResult> Challenge(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration["Authentication:Authority"])
            ? Problems.NotFound()
            : TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [OpenIdConnectDefaults.AuthenticationScheme]);

    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "Forwarded", "X-Original-For", "X-Real-IP"];

    // The connection's own address: a header that a proxy or a caller sets does not make anybody local. The name too, so that a page
    // elsewhere whose name was pointed at this machine cannot sign its visitor in.
    private static bool IsLoopback(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var named) && IPAddress.IsLoopback(named)));

    private static void AddProvider(this AuthenticationBuilder authentication, string authority, string client, string secret) => authentication.AddOpenIdConnect(options =>
    {
        options.Authority = authority;
        options.ClientId = client;
        options.ClientSecret = secret;
        options.ResponseType = "code";
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = "name";
    });

    private static string Required(ConfigurationManager configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is not set.");

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
