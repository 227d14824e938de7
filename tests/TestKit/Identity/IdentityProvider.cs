using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RiskMonitor.TestKit.Identity;

/// <summary>
/// A real OpenID Connect provider on 127.0.0.1, by OpenIddict: sign-in page, authorisation code with PKCE, client credentials, sign-out.
/// What a school's Entra ID is to the product, with accounts that a test may disable and a signing key that it may change.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "riskmonitor";
    public const string ClientSecret = "a secret of the tests";
    public const string Audience = "riskmonitor-api";

    private readonly RSA encryption = RSA.Create(2048);
    private WebApplication application = null!;
    private RSA signing = RSA.Create(2048);

    private IdentityProvider()
    {
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>By user name.</summary>
    public ConcurrentDictionary<string, Account> Accounts { get; } = new();

    /// <summary>Programs that may have tokens by client credentials, with their secrets.</summary>
    public ConcurrentDictionary<string, string> Programs { get; } = new();

    public static async Task<IdentityProvider> Start(IEnumerable<Account> accounts, IReadOnlyDictionary<string, string> programs, int port = 0)
    {
        var provider = new IdentityProvider();
        foreach (var account in accounts)
            provider.Accounts[account.User] = account;
        foreach (var (program, secret) in programs)
            provider.Programs[program] = secret;
        await provider.Run(port);
        return provider;
    }

    /// <summary>Says which product may have codes: they are sent to no other address.</summary>
    public async Task Trust(Uri product)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = ClientId,
            ClientSecret = ClientSecret,
            RedirectUris = { new Uri(product, "/signin-oidc") },
            PostLogoutRedirectUris = { new Uri(product, "/signout-callback-oidc") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession, Permissions.GrantTypes.AuthorizationCode,
                Permissions.ResponseTypes.Code, Permissions.Scopes.Profile,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        if (await applications.FindByClientIdAsync(ClientId) is { } known)
            await applications.UpdateAsync(known, descriptor);
        else
            await applications.CreateAsync(descriptor);
    }

    /// <summary>Starts anew at the same address with another signing key, as a provider does now and then; what it issued before is not its own any more.</summary>
    public async Task ChangeSigningKey(Uri product)
    {
        var port = Address.Port;
        await application.DisposeAsync();
        signing = RSA.Create(2048);
        await Run(port);
        await Trust(product);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        encryption.Dispose();
        signing.Dispose();
    }

    private async Task Run(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie => cookie.Cookie.Name = "provider");
        var database = Guid.NewGuid().ToString("N");
        builder.Services.AddDbContext<DbContext>(context => context.UseInMemoryDatabase(database).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(Configure);
        application = builder.Build();
        application.UseDeveloperExceptionPage();
        application.UseAuthentication();
        new ProviderPages(this).Map(application);
        await application.StartAsync();
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        await Register();
    }

    private void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetEndSessionEndpointUris("connect/logout")
            .AllowAuthorizationCodeFlow().AllowClientCredentialsFlow().RequireProofKeyForCodeExchange()
            .RegisterScopes(Scopes.Profile, "risk", "elsewhere")
            // As the well-known providers do: their access tokens are signed and not encrypted.
            .DisableAccessTokenEncryption()
            .AddEncryptionKey(new RsaSecurityKey(encryption)).AddSigningKey(new RsaSecurityKey(signing))
            .UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableEndSessionEndpointPassthrough()
            .DisableTransportSecurityRequirement();
    }

    private async Task Register()
    {
        await using var scope = application.Services.CreateAsyncScope();
        var scopes = scope.ServiceProvider.GetRequiredService<IOpenIddictScopeManager>();
        await scopes.CreateAsync(new OpenIddictScopeDescriptor { Name = "risk", Resources = { Audience } });
        await scopes.CreateAsync(new OpenIddictScopeDescriptor { Name = "elsewhere", Resources = { "another-api" } });
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        foreach (var (program, secret) in Programs)
        {
            await applications.CreateAsync(new OpenIddictApplicationDescriptor
            {
                ClientId = program,
                ClientSecret = secret,
                Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials, Permissions.Prefixes.Scope + "risk", Permissions.Prefixes.Scope + "elsewhere" },
            });
        }
    }
}
