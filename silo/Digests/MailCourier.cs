using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Trusts;

namespace RiskMonitor.Silo.Digests;

/// <summary>Sends by SMTP. The recipient's address and grants are looked up now, not when the digest was written.</summary>
/// <remarks>
/// A server that goes silent after it has got the whole message may have taken it. It is sent again, under the same Message-ID: one mail too many
/// is better than one too few.
/// </remarks>
public sealed class MailCourier(IOptions<MailOptions> options, StaffDirectory staff) : ICourier
{
    private const string Unreached = "The mail server cannot be reached, or broke off.";

    private MailOptions Mail => options.Value;

    public bool Carries(string channel) => channel == "mail";

    public async Task<Delivery> Deliver(DigestRow digest, CancellationToken cancellation)
    {
        if (!Mail.IsOn)
            return new("Mail is not configured.", IsUnreachable: true, IsUntried: true);
        var person = await staff.Find(digest.Recipient);
        if (person is null || !digest.Body.Schools.Select(school => school.School).Concat(digest.Body.LeftOut).Any(school => MayHear(person, digest.Body.Kind, school)))
            return new("The recipient may not see these schools any more.", IsFinal: true);
        if ((person.OwnAddress ?? Mail.Addresses.GetValueOrDefault(person.Id)) is not { } address)
            return new("The recipient has no e-mail address any more.", IsFinal: true);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Mail.Patience);
        using var client = new SmtpClient { Timeout = (int)Mail.Patience.TotalMilliseconds };
        var isConnected = false;
        try
        {
            await Connect(client, limit.Token);
            isConnected = true;
            return await Send(client, DigestMail.Of(digest, address, Mail.From!, Mail.PublicAddress!), limit.Token);
        }
        catch (SmtpCommandException refused)
        {
            return new(Refused(refused, "the connection"), IsUnreachable: true, IsUntried: true);
        }
        // Whichever of the two clocks strikes first: ours, or the mail library's own.
        catch (Exception slow) when (slow is TimeoutException || (slow is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new("The mail server took too long.", IsUnreachable: true, IsUntried: !isConnected);
        }
        catch (Exception failure) when (failure is SocketException or IOException or ServiceNotConnectedException or SslHandshakeException or AuthenticationException or ServiceNotAuthenticatedException or ProtocolException or NotSupportedException)
        {
            return isConnected ? new(Words(failure), IsUnreachable: failure is not ProtocolException)
                : new(failure is ProtocolException ? Unreached : Words(failure), IsUnreachable: true, IsUntried: true);
        }
    }

    private static bool MayHear(StaffMember person, DigestKind kind, SchoolId school) =>
        kind is DigestKind.Officer ? person.Is(Role.DataProtectionOfficer, school) : person.Boards.Any(board => board.School == school);

    private async Task Connect(SmtpClient client, CancellationToken cancellation)
    {
        await client.ConnectAsync(Mail.Host!, Mail.Port, Security(), cancellation);
        if (!string.IsNullOrEmpty(Mail.User))
            await client.AuthenticateAsync(Mail.User, await Password(cancellation), cancellation);
    }

    private static async Task<Delivery> Send(SmtpClient client, MimeMessage message, CancellationToken cancellation)
    {
        try
        {
            await client.SendAsync(message, cancellation);
        }
        catch (SmtpCommandException refused)
        {
            return new(Refused(refused, "the message"), IsFinal: (int)refused.StatusCode >= 500);
        }

        await SayGoodbye(client, cancellation);
        return Delivery.Done;
    }

    private static async Task SayGoodbye(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(true, cancellation);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ProtocolException or OperationCanceledException or TimeoutException or CommandException)
        {
            // The server has said that it has the message; how it says goodbye changes nothing.
        }
    }

    private SecureSocketOptions Security() => Mail.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private async Task<string> Password(CancellationToken cancellation) =>
        string.IsNullOrEmpty(Mail.PasswordFile) ? Mail.Password ?? "" : (await File.ReadAllTextAsync(Mail.PasswordFile, cancellation)).Trim();

    // The server's own words may repeat an address: its number says enough.
    private static string Refused(SmtpCommandException refused, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"The mail server refused {what} ({(int)refused.StatusCode}).");

    private static string Words(Exception failure) => failure switch
    {
        SslHandshakeException => "The mail server's certificate could not be checked.",
        AuthenticationException => "The mail server does not accept our user and password.",
        ServiceNotAuthenticatedException => "The mail server wants us to sign in (Mail:User).",
        NotSupportedException => "The mail server does not offer what Mail:Security asks for.",
        SmtpProtocolException or ProtocolException => "The mail server broke off; it may have taken the message. It is sent again under the same Message-ID.",
        _ => Unreached,
    };
}
