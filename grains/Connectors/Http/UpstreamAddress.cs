namespace RiskMonitor.Connectors.Http;

/// <summary>Where a token may go: the configured scheme, host and port, and nowhere else.</summary>
internal static class UpstreamAddress
{
    /// <summary>An address below the configured one, which may end in a slash or not.</summary>
    /// <exception cref="UpstreamException">The configured address is neither https nor on this machine.</exception>
    public static Uri Below(UpstreamBinding binding, string pathAndQuery)
    {
        var root = Safe(binding.Address).GetLeftPart(UriPartial.Path);
        return new Uri(root.TrimEnd('/') + "/" + pathAndQuery);
    }

    /// <summary>The address itself, where a secret may be sent to it.</summary>
    /// <exception cref="UpstreamException">The configured address is neither https nor on this machine.</exception>
    public static Uri Safe(Uri address) => IsSafe(address)
        ? address
        : throw new UpstreamException("The source's address must be https; plain http is for this machine only.");

    /// <param name="page">The page that names the next one, which may do so by its path or its query alone.</param>
    /// <exception cref="UpstreamException">The next page is said to be somewhere the token must not go.</exception>
    public static Uri Next(UpstreamBinding binding, Uri page, string next)
    {
        var whole = next[0] switch
        {
            '/' => page.GetLeftPart(UriPartial.Authority) + next,
            '?' => page.GetLeftPart(UriPartial.Path) + next,
            _ => next,
        };
        if (Uri.TryCreate(whole, UriKind.Absolute, out var address) && IsSafe(address) && IsSameOrigin(address, binding.Address) && address.UserInfo.Length == 0)
            return address;
        throw new UpstreamException("The source's next page is at another address than the configured one; it was not followed.");
    }

    private static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static bool IsSameOrigin(Uri left, Uri right) =>
        left.Scheme == right.Scheme && left.Port == right.Port && string.Equals(left.IdnHost, right.IdnHost, StringComparison.OrdinalIgnoreCase);
}
