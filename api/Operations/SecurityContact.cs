using System.Globalization;

namespace RiskMonitor.Api.Operations;

/// <summary>Where somebody who found a hole tells of it (RFC 9116). Nothing is there until whoever runs the service says who reads it.</summary>
internal static class SecurityContact
{
    /// <summary>A <c>mailto:</c> or <c>https:</c> address.</summary>
    public const string Key = "Security:Contact";

    private static readonly TimeSpan HoldsFor = TimeSpan.FromDays(180);

    public static void MapSecurityContact(this WebApplication app)
    {
        if (app.Configuration[Key] is not { Length: > 0 } contact)
            return;
        if (!Uri.TryCreate(contact, UriKind.Absolute, out var address) || address.Scheme is not ("mailto" or "https") || contact.Any(char.IsControl))
            throw new InvalidOperationException($"{Key}: '{contact}' must be a mailto: or https: address.");
        app.MapGet("/.well-known/security.txt", (TimeProvider time) => TypedResults.Text(
            $"Contact: {contact}\nExpires: {time.GetUtcNow().Date.Add(HoldsFor).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\nPreferred-Languages: en\n", "text/plain"))
            .ExcludeFromDescription();
    }
}
