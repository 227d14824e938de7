using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Access;

/// <summary>
/// The school's own identity provider: people by authorisation code with PKCE, after which the browser holds our cookie and no token;
/// programs by client credentials, with a token in each request.
/// </summary>
internal static class Provider
{
    /// <summary>How often this sign-in was begun again by ourselves.</summary>
    public const string Tries = "tries";

    public const int MostTries = 3;

    private static readonly TimeSpan AsksForKeysEvery = TimeSpan.FromSeconds(10);

    public static void AddProvider(this AuthenticationBuilder authentication, SignInOptions options, bool isPlain)
    {
        authentication.AddOpenIdConnect(provider =>
        {
            provider.Authority = options.Authority;
            provider.RequireHttpsMetadata = !isPlain;
            provider.ClientId = options.ClientId;
            provider.ClientSecret = options.ClientSecretFile is { Length: > 0 } file ? File.ReadAllText(file).Trim() : options.ClientSecret;
            provider.ResponseType = "code";
            // In the address: a form posted from the provider's page would come without the cookies that tie it to this browser.
            provider.ResponseMode = "query";
            // A browser sends these when the provider sends it back to us, and at no other site's wish.
            provider.CorrelationCookie.SameSite = provider.NonceCookie.SameSite = SameSiteMode.Lax;
            provider.CorrelationCookie.SecurePolicy = provider.NonceCookie.SecurePolicy = isPlain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            provider.UsePkce = true;
            provider.SaveTokens = false;
            provider.MapInboundClaims = false;
            provider.TokenValidationParameters.NameClaimType = "name";
            provider.SignedOutRedirectUri = "/sign-in";
            provider.Events.OnTokenValidated = KeepLittle;
            provider.Events.OnRemoteFailure = SayWhy;
        });
        authentication.Services.PostConfigure<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme, provider => KeepToTheKeysOfNow(provider.ConfigurationManager));
        if (options.Audience is not { Length: > 0 })
            return;
        authentication.AddJwtBearer(bearer =>
        {
            bearer.Authority = options.Authority;
            bearer.RequireHttpsMetadata = !isPlain;
            bearer.Audience = options.Audience;
            bearer.MapInboundClaims = false;
            bearer.Events = new JwtBearerEvents { OnTokenValidated = BecomeProgram };
        });
        // After the library's own, which makes what it changes.
        authentication.Services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, bearer => KeepToTheKeysOfNow(bearer.ConfigurationManager));
    }

    // The library goes on trusting the keys of the last answer that worked for an hour. A provider changes its key for a reason. And after one
    // token with a key that nobody knows, which anybody can send, it would not ask for new keys for five minutes.
    private static void KeepToTheKeysOfNow(object? keys)
    {
        if (keys is BaseConfigurationManager manager)
        {
            manager.UseLastKnownGoodConfiguration = false;
            manager.RefreshInterval = AsksForKeysEvery;
        }
    }

    // The cookie holds who it is, when they proved it, and the claims that give something here: not the provider's tokens, but for the one
    // that says whose session is to end when they sign out.
    private static async Task KeepLittle(Microsoft.AspNetCore.Authentication.OpenIdConnect.TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var (user, options) = (context.Principal!, services.GetRequiredService<IOptions<SignInOptions>>().Value);
        var sessions = services.GetRequiredService<Sessions>();
        var proved = user.FindFirstValue(Sessions.ProvedClaim);
        if (proved is null)
            Log.NoProofOfWhen(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Provider)));
        // A provider that does not say when somebody proved who they are has them prove it again where that matters.
        var kept = sessions.Begin(proved ?? "0")
            .Concat(user.Claims.Where(claim => claim.Type is StaffRegister.IdClaim or "name" or "sid" or "iss" || Gives(options, claim)).DistinctBy(claim => (claim.Type, claim.Value)));
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(kept, "provider", "name", null));
        if (context.TokenEndpointResponse?.IdToken is { Length: > 0 } token)
            context.Properties!.StoreTokens([new AuthenticationToken { Name = "id_token", Value = token }]);
        if (user.FindFirstValue(StaffRegister.IdClaim) is { Length: > 0 } id)
        {
            await services.GetRequiredService<AuditTrail>().Write(id, "session.sign-in", null, why: "provider");
            // So that whoever is known by their groups alone is written to, and named in a rota, by the name colleagues know.
            await services.GetRequiredService<IGrainFactory>().GetGrain<IStaffGrain>(id).Visit(
                new StaffVisit(user.FindFirstValue("name"), [.. StaffRegister.GivenByClaims(options, user)], services.GetRequiredService<TimeProvider>().GetUtcNow()));
        }
    }

    private static Task BecomeProgram(Microsoft.AspNetCore.Authentication.JwtBearer.TokenValidatedContext context)
    {
        var user = context.Principal!;
        var options = context.HttpContext.RequestServices.GetRequiredService<IOptions<SignInOptions>>().Value;
        if (user.FindFirstValue(StaffRegister.IdClaim) is not { Length: > 0 } id)
        {
            context.Fail("The token names nobody.");
            return Task.CompletedTask;
        }

        // Under a name of its own, which is found first also where its bare id is a claim that gives something: a program is never taken for
        // the person of the same id.
        var kept = user.Claims.Where(claim => Gives(options, claim)).Prepend(new Claim(StaffRegister.IdClaim, StaffRegister.ProgramPrefix + id));
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(kept, Sessions.Bearer));
        return Task.CompletedTask;
    }

    // The kinds of trouble, innermost last, and the provider's own code for it: nothing that a person typed.
    private static string WhatFailed(Exception? failure)
    {
        var kinds = new List<string>();
        for (var each = failure; each is not null; each = each.InnerException)
            kinds.Add(each.Data["error"] is string code && code.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') ? $"{each.GetType().Name} ({code})" : each.GetType().Name);
        return string.Join(", ", kinds);
    }

    private static bool Gives(SignInOptions options, Claim claim) => options.Grants.Exists(grant => grant.Claim == claim.Type && grant.Value == claim.Value);

    private static int TriesOf(AuthenticationProperties? properties) => properties?.Items.TryGetValue(Tries, out var tries) == true ? int.Parse(tries!, CultureInfo.InvariantCulture) : 0;

    // Whatever went wrong between provider and us, nobody is signed in, and the page says so without the provider's own words.
    private static Task SayWhy(RemoteFailureContext context)
    {
        // The provider signs with a key that is newer than what we know of it, which is being read again: it still knows who this is.
        if (context.Failure is SecurityTokenSignatureKeyNotFoundException && TriesOf(context.Properties) < MostTries)
        {
            context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"/api/sign-in?tries={TriesOf(context.Properties) + 1}&back={Uri.EscapeDataString(context.Properties?.RedirectUri ?? "/")}"));
            context.HandleResponse();
            return Task.CompletedTask;
        }

        var isRefused = context.Failure?.Data["error"] is "access_denied" || context.Request.Query["error"] == "access_denied";
        Log.SignInFailed(context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Provider)), WhatFailed(context.Failure));
        context.Response.Redirect(string.Create(CultureInfo.InvariantCulture, $"/sign-in?trouble={(isRefused ? "refused" : "failed")}"));
        context.HandleResponse();
        return Task.CompletedTask;
    }
}

internal static partial class Log
{
    [LoggerMessage(41, LogLevel.Warning, "A sign-in with the identity provider ended in {Trouble}; nobody was signed in")]
    public static partial void SignInFailed(ILogger log, string trouble);

    [LoggerMessage(42, LogLevel.Warning, "The identity provider did not say when somebody signed in (auth_time): what may be seen only shortly after signing in stays closed to them. Have the provider send the claim")]
    public static partial void NoProofOfWhen(ILogger log);
}
