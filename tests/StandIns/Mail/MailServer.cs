using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RiskMonitor.StandIns.Mail;

/// <summary>A mail that the server has taken, as it came over the wire.</summary>
/// <param name="Acknowledged">Whether the sender was told so.</param>
public sealed record TakenMail(string From, string To, string Text, bool Acknowledged);

/// <summary>A small SMTP server on 127.0.0.1 (RFC 5321, no extensions), with faults that are switched on and off while it runs.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<TakenMail> mails = new();
    private readonly ConcurrentBag<Task> conversations = [];
    private TcpListener listener;
    private Task accepting;
    private int connections;

    public MailServer()
    {
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept(listener);
    }

    public int Port { get; }

    public MailFault Fault { get; set; }

    /// <summary>How often somebody connected.</summary>
    public int Connections => Volatile.Read(ref connections);

    public IReadOnlyList<TakenMail> Mails => [.. mails];

    /// <summary>Nobody listens on the port any more.</summary>
    public async Task GoDown()
    {
        listener.Stop();
        await accepting;
    }

    public void ComeUp()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        accepting = Accept(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(conversations);
        stopping.Dispose();
    }

    private async Task Accept(TcpListener open)
    {
        try
        {
            while (true)
            {
                var client = await open.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                conversations.Add(Converse(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped: that is how it ends.
        }
    }

    private async Task Converse(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                if (Fault is MailFault.Slow)
                    await Task.Delay(Timeout.Infinite, stopping.Token);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await Talk(reader, writer);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException)
            {
                // The other side has gone, or the server stops.
            }
        }
    }

    private async Task Talk(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("220 stand-in ready");
        var (from, to) = ("", "");
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
            {
                "EHLO" or "HELO" => "250 stand-in",
                "MAIL" => Fault is MailFault.WantsSignIn ? "530 sign in first" : (from = line[10..], "250 ok").Item2,
                "RCPT" => Fault switch { MailFault.RefusesForNow => "451 try again later", MailFault.RefusesForGood => "550 no such mailbox", _ => (to = line[8..], "250 ok").Item2 },
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                "RSET" or "NOOP" => "250 ok",
                _ => "500 what?",
            };
            await writer.WriteLineAsync(answer);
            if (answer.StartsWith("221", StringComparison.Ordinal) || (answer.StartsWith("354", StringComparison.Ordinal) && !await Take(from, to, reader, writer)))
                return;
        }
    }

    private async Task<bool> Take(string from, string to, StreamReader reader, StreamWriter writer)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(stopping.Token) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        var lives = Fault is not MailFault.DiesAfterData;
        mails.Enqueue(new TakenMail(from, to, text.ToString(), lives));
        if (lives)
            await writer.WriteLineAsync("250 taken");
        return lives;
    }
}
