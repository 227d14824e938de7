using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RiskMonitor.TestKit.Identity;

/// <summary>The provider's own pages and what it puts into tokens.</summary>
internal sealed class ProviderPages(IdentityProvider provider)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public void Map(WebApplication application)
    {
        // As delegates: a method that takes the context alone would pass for one that writes the answer itself.
        application.MapMethods("/connect/authorize", ["GET", "POST"], (Delegate)Authorize);
        application.MapPost("/connect/token", (Delegate)Token);
        application.MapMethods("/connect/logout", ["GET", "POST"], (Delegate)EndSession);
        application.MapGet("/login", (string back) => Results.Content(Page(back, ""), "text/html"));
        application.MapPost("/login", (Delegate)SignIn);
    }

    private async Task<IResult> Authorize(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        var known = await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (known.Principal?.FindFirstValue(Claims.Subject) is not { } id || request.HasPromptValue(PromptValues.Login) || request.MaxAge == 0)
            return Results.Redirect("/login?back=" + Uri.EscapeDataString(WithoutPrompt(http.Request)));
        var account = provider.Accounts.Values.Single(each => each.Id == id);
        if (account.IsDisabled)
            return Results.Forbid(new AuthenticationProperties(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied }), [Scheme]);

        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, account.Id).SetClaim(Claims.Name, account.Name).SetClaim("sid", known.Principal.FindFirstValue("sid"))
            .SetClaim(Claims.AuthenticationTime, long.Parse(known.Principal.FindFirstValue(Claims.AuthenticationTime)!, CultureInfo.InvariantCulture)).SetClaims("groups", [.. account.Groups]);
        identity.SetScopes(request.GetScopes()).SetDestinations(_ => [Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), null, Scheme);
    }

    private static async Task<IResult> Token(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (request.IsAuthorizationCodeGrantType())
            return Results.SignIn((await http.AuthenticateAsync(Scheme)).Principal!, null, Scheme);

        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, request.ClientId).SetScopes(request.GetScopes());
        var scopes = http.RequestServices.GetRequiredService<IOpenIddictScopeManager>();
        identity.SetResources(await scopes.ListResourcesAsync(identity.GetScopes()).ToListAsync()).SetDestinations(_ => [Destinations.AccessToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), null, Scheme);
    }

    private async Task<IResult> SignIn(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        var (user, back) = (form["user"].ToString(), form["back"].ToString());
        if (!provider.Accounts.TryGetValue(user, out var account) || account.Password != form["password"])
            return Results.Content(Page(back, "That is not right."), "text/html", statusCode: StatusCodes.Status400BadRequest);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var identity = new ClaimsIdentity(
            [new(Claims.Subject, account.Id), new(Claims.AuthenticationTime, now), new("sid", Guid.NewGuid().ToString("N"))], CookieAuthenticationDefaults.AuthenticationScheme);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
        return Results.Redirect(back);
    }

    private static async Task<IResult> EndSession(HttpContext http)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/login?back=/" }, [Scheme]);
    }

    private static string WithoutPrompt(HttpRequest request) =>
        request.Path + new QueryBuilder(request.Query.Where(each => each.Key is not ("prompt" or "max_age")).SelectMany(each => each.Value, (each, value) => KeyValuePair.Create(each.Key, value ?? ""))).ToString();

    private static string Page(string back, string words) => $"""
        <!doctype html><html lang="en"><title>Sign in to the county's accounts</title><h1>Your account</h1><p>{words}</p>
        <form method="post" action="/login"><input type="hidden" name="back" value="{WebUtility.HtmlEncode(back)}">
        <label>User <input name="user"></label> <label>Password <input name="password" type="password"></label> <button>Sign in</button></form></html>
        """;
}
