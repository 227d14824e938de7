using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using RiskMonitor.Domain;

namespace RiskMonitor.Grains.Digests;

public enum ChannelKind
{
    /// <summary>JSON, signed.</summary>
    Webhook,

    /// <summary>An Adaptive Card for an incoming webhook of Microsoft Teams.</summary>
    Teams,
}

/// <summary>Other places that are told what mail tells. Section <c>Notifications</c>; checked at start.</summary>
public sealed class NotificationOptions : IValidatableObject
{
    public const string Section = "Notifications";

    /// <summary>Characters of what a webhook is signed with.</summary>
    public const int ShortestSecret = 32;

    public List<ChannelOptions> Channels { get; } = [];

    /// <summary>The hosts that may be called, by exact name; a channel elsewhere stops the start.</summary>
    public List<string> AllowedHosts { get; } = [];

    /// <summary>Where people reach the dashboard, for the link; default: as mail has it.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Whether a host may lie in a private network. Default: no.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>How long one call may take: 1 s–1 min. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (channel, number) in Channels.Select((channel, number) => (channel, number)))
        {
            if (FaultOf(channel) is var (key, what))
                yield return new ValidationResult($"{Section}:{nameof(Channels)}:{number}:{key} {what}.");
        }
    }

    private (string Key, string What)? FaultOf(ChannelOptions channel) =>
        !IdText.IsValid(channel.Name) ? (nameof(channel.Name), "must be 1 to 64 letters, digits, '-', '_' or '.'")
        : Channels.Count(each => each.Name == channel.Name) > 1 ? (nameof(channel.Name), "is there twice")
        : !IsSafe(channel.Address) ? (nameof(channel.Address), "must be https; plain http is for this machine only")
        : !AllowedHosts.Contains(channel.Address!.IdnHost, StringComparer.OrdinalIgnoreCase) ? (nameof(channel.Address), $"is at a host that {Section}:{nameof(AllowedHosts)} does not name")
        : channel.Schools.Count == 0 || channel.Schools.Exists(school => !IdText.IsValid(school)) ? (nameof(channel.Schools), "must name the schools it is told of")
        : channel.Kind is ChannelKind.Webhook && string.IsNullOrEmpty(channel.SecretFile) && channel.Secret is not { Length: >= ShortestSecret } ? (nameof(channel.Secret), $"must have at least {ShortestSecret} characters")
        : null;

    private static bool IsSafe(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: 0 } && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

/// <summary>One such place.</summary>
public sealed class ChannelOptions
{
    public string Name { get; set; } = "";

    public ChannelKind Kind { get; set; }

    /// <summary>A secret of a Teams webhook is in its address: it is never logged or shown.</summary>
    public Uri? Address { get; set; }

    /// <summary>What a webhook is signed with.</summary>
    public string? Secret { get; set; }

    public string? SecretFile { get; set; }

    /// <summary>The schools it is told of.</summary>
    public List<string> Schools { get; } = [];

    /// <summary>From which severity on. Default Critical.</summary>
    public Severity Least { get; set; } = Severity.Critical;
}

/// <summary>The configured channels.</summary>
public sealed class ChannelBook(Microsoft.Extensions.Options.IOptions<NotificationOptions> options)
{
    public ImmutableArray<ChannelOptions> All { get; } = [.. options.Value.Channels];

    public ChannelOptions? Find(string recipient) => recipient.StartsWith(DigestRow.ChannelPrefix, StringComparison.Ordinal)
        ? All.FirstOrDefault(channel => channel.Name == recipient[DigestRow.ChannelPrefix.Length..])
        : null;
}
