using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace RiskMonitor.StandIns.Hosting;

/// <summary>A web server of its own on 127.0.0.1, deaf to the configuration and the logging of the process it lives in.</summary>
internal sealed class LoopbackHost(WebApplication application) : IAsyncDisposable
{
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackHost> StartAsync(int port, Action<WebApplication> map, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        map(application);
        var host = new LoopbackHost(application);
        await application.StartAsync(cancellation).ConfigureAwait(false);
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        host.Address = new Uri(addresses.Addresses.Single());
        return host;
    }

    public Task StopAsync(CancellationToken cancellation) => application.StopAsync(cancellation);

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Bearer, or Basic with the token as user name, as the vendor's own clients send it.</summary>
    public static bool IsAuthorised(HttpRequest request, string token)
    {
        var header = request.Headers.Authorization.ToString();
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(token + ":"));
        return Matches(header, "Bearer " + token) || Matches(header, "Basic " + basic);
    }

    private static bool Matches(string header, string expected)
    {
        var (left, right) = (header.IndexOf(' ', StringComparison.Ordinal), expected.IndexOf(' ', StringComparison.Ordinal));
        return left == right
            && header.AsSpan(0, left).Equals(expected.AsSpan(0, right), StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[left..]), Encoding.UTF8.GetBytes(expected[right..]));
    }
}
