using System.Net;
using System.Net.Sockets;

namespace RiskMonitor.Silo.Digests;

/// <summary>
/// Where a webhook may connect to, looked at when it connects: a name that was allowed may be pointed at another machine later. This machine only
/// where the configuration names it, a private network only where it allows that, and a link-local address, behind which clouds keep their secrets, never.
/// </summary>
internal static class OutboundConnections
{
    public static SocketsHttpHandler Handler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy would connect in our place, to wherever the name points.
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = (context, cancellation) => Connect(context.DnsEndPoint, allowPrivate, cancellation),
    };

    public static bool IsAllowed(IPAddress address, string host, bool allowPrivate)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named));
        if (address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return false;
        if (address.AddressFamily is AddressFamily.InterNetworkV6)
            return allowPrivate || !(address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal);
        return address.GetAddressBytes() switch
        {
            [169, 254, ..] or [0, ..] or [>= 224, ..] => false,
            [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..] => allowPrivate,
            _ => true,
        };
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint end, bool allowPrivate, CancellationToken cancellation)
    {
        var addresses = (await Dns.GetHostAddressesAsync(end.Host, cancellation)).Where(address => IsAllowed(address, end.Host, allowPrivate)).ToArray();
        if (addresses.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host lies where nothing may be sent.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
