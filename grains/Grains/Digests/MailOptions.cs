using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace RiskMonitor.Grains.Digests;

/// <summary>How the connection to the mail server is kept from being read.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS, and no mail without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In clear. For a server on this machine or in the same private network only.</summary>
    None,
}

/// <summary>Where mail goes out. Section <c>Mail</c>; without <see cref="Host"/> no mail is sent. Checked at start.</summary>
public sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    public string? Host { get; set; }

    /// <summary>1 to 65535. Default 587.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>A file that holds the password, read when it is needed.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The sender's address.</summary>
    public string? From { get; set; }

    /// <summary>Where people reach the dashboard, for the link: <c>https://riskmonitor.example.org</c>.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Addresses by staff id, for those who have not given their own.</summary>
    public Dictionary<string, string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>How long one conversation with the server may take: 1 s–1 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how many tries a digest is given up: 1–100. Default 12, which is about a day. While the other side cannot be reached at all, that is no try.</summary>
    [Range(1, 100)]
    public int MostTries { get; set; } = 12;

    /// <summary>Before the second try, and between two looks whether the other side can be reached again; after a try doubled each time, six hours at most: 1 ms–1 h. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMinutes(1);

    public bool IsOn => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (staff, address) in Addresses.Where(each => !IsAddress(each.Value)))
            yield return Wrong($"Addresses:{staff}", "is not an e-mail address");
        if (!IsOn)
            yield break;
        if (!IsAddress(From))
            yield return Wrong(nameof(From), "must be the sender's e-mail address");
        if (PublicAddress is not { IsAbsoluteUri: true, Scheme: "https" or "http" })
            yield return Wrong(nameof(PublicAddress), "must be the address of the dashboard, such as https://riskmonitor.example.org");
        if (!string.IsNullOrEmpty(Password) && !string.IsNullOrEmpty(PasswordFile))
            yield return Wrong(nameof(PasswordFile), "and Mail:Password must not both be set");
        if (Security is MailSecurity.None && !string.IsNullOrEmpty(User))
            yield return Wrong(nameof(Security), "must not be None where a password is sent");
    }

    public static bool IsAddress(string? text) => text is { Length: > 2 and <= 254 } && MailAddress.TryCreate(text, out var address) && address.Address == text && text.IndexOfAny(['\r', '\n']) < 0;

    private static ValidationResult Wrong(string key, string what) => new($"{Section}:{key} {what}.", [key]);
}
