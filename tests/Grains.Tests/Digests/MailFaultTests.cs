using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;
using RiskMonitor.StandIns.Mail;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>R9 and I7: the mail server is down, slow, refuses, or takes a mail and dies before it says so.</summary>
public sealed class MailFaultTests
{
    [Fact]
    public async Task A_server_that_is_down_is_looked_for_once_a_minute_and_nothing_is_given_up_however_long_it_takes()
    {
        await using var host = await WithOneMail();
        await host.Server.GoDown();

        var pauses = new List<double>();
        for (var minute = 0; minute < host.Mail.MostTries + 3; minute++)
        {
            await host.Send();
            var row = Assert.Single(await host.Rows());
            Assert.Equal((OutboxState.Waiting, 0, "The mail server cannot be reached, or broke off."), (row.State, row.Tries, row.LastError));
            pauses.Add((row.NextTryAt - host.Real.GetUtcNow()).TotalMinutes);
            await host.Send();
            Assert.Equal(row.NextTryAt, Assert.Single(await host.Rows()).NextTryAt);
            host.Real.SetUtcNow(row.NextTryAt);
        }

        host.Server.ComeUp();
        await host.Send();

        Assert.All(pauses, pause => Assert.Equal(1, pause));
        Assert.Single(host.Messages);
        Assert.Equal((OutboxState.Sent, 1), (Assert.Single(await host.Rows()).State, Assert.Single(await host.Rows()).Tries));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_after_a_while_and_does_not_hold_up_the_rest_of_the_round()
    {
        await using var host = await WithOneMail(people: 3);
        var usual = host.Mail.Patience;
        host.Mail.Patience = TimeSpan.FromSeconds(3);
        host.Server.Fault = MailFault.Slow;

        await host.Send();

        var rows = await host.Rows();
        Assert.Equal(1, host.Server.Connections);
        Assert.All(rows, row => Assert.Equal(0, row.Tries));
        Assert.All(rows, row => Assert.Equal(OutboxState.Waiting, row.State));
        Assert.Contains(rows, row => row.LastError == "The mail server took too long.");
        host.Server.Fault = MailFault.None;
        host.Mail.Patience = usual;
        host.Real.Advance(TimeSpan.FromMinutes(5));
        await host.Send();
        Assert.Equal(3, host.Messages.Count);
    }

    [Fact]
    public async Task A_server_that_wants_a_sign_in_is_tried_once_a_round_and_the_outbox_says_so()
    {
        await using var host = await WithOneMail(people: 2);
        host.Server.Fault = MailFault.WantsSignIn;

        await host.Send();
        var rows = await host.Rows();
        host.Server.Fault = MailFault.None;
        host.Real.Advance(TimeSpan.FromMinutes(5));
        await host.Send();

        Assert.Equal([0, 1], rows.Select(row => row.Tries).Order());
        Assert.Contains(rows, row => row is { State: OutboxState.Waiting, LastError: "The mail server wants us to sign in (Mail:User)." });
        Assert.Equal(2, host.Messages.Count);
    }

    [Theory, BothEngines]
    public async Task What_is_told_at_once_goes_first_and_a_server_that_is_down_keeps_no_channel_behind_a_full_outbox(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        for (var person = 0; person < 150; person++)
            await Put(host, $"lead-{person}", "daily/2026-10-05", "mail", minutesAgo: 60);
        await Put(host, "lead-0", "now/oakfield/7", "mail", minutesAgo: 2);
        await Put(host, "channel:office", "now/oakfield/7", "webhook", minutesAgo: 1);
        var courier = new Noting { IsMailDown = true };

        await host.Send(courier);
        var whileDown = courier.Tried.ToList();
        // Longer than any number of tries: what is most urgent was looked with each time, and still goes first.
        for (var minute = 0; minute < host.Mail.MostTries + 3; minute++)
        {
            host.Real.Advance(TimeSpan.FromMinutes(1));
            await host.Send(courier);
        }

        courier.Tried.Clear();
        courier.IsMailDown = false;
        host.Real.Advance(TimeSpan.FromMinutes(1));
        await host.Send(courier);

        Assert.Equal(["lead-0 now/oakfield/7", "channel:office now/oakfield/7"], whileDown);
        Assert.Equal(151, courier.Tried.Count);
        Assert.Equal("lead-0 now/oakfield/7", courier.Tried[0]);
        Assert.All(await host.Rows(), row => Assert.Equal(OutboxState.Sent, row.State));
    }

    [Fact]
    public async Task Try_again_later_is_tried_again_and_given_up_in_the_end()
    {
        await using var host = await WithOneMail();
        host.Mail.MostTries = 3;
        host.Server.Fault = MailFault.RefusesForNow;

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await host.Send();
            host.Real.Advance(TimeSpan.FromHours(7));
        }

        var row = Assert.Single(await host.Rows());
        Assert.Equal((OutboxState.Dead, 3, "The mail server refused the message (451)."), (row.State, row.Tries, row.LastError));
        Assert.Equal(3, host.Server.Connections);
    }

    [Fact]
    public async Task A_refusal_for_good_is_given_up_at_once_and_an_operator_can_send_it_again()
    {
        await using var host = await WithOneMail();
        host.Server.Fault = MailFault.RefusesForGood;

        await host.Send();
        var refused = Assert.Single(await host.Rows());
        host.Server.Fault = MailFault.None;
        host.Real.Advance(TimeSpan.FromDays(1));
        await host.Send();
        Assert.Empty(host.Messages);
        await host.Digests.Resend(refused.Id, host.Real.GetUtcNow(), TestContext.Current.CancellationToken);
        await host.Send();

        Assert.Equal((OutboxState.Dead, 1, "The mail server refused the message (550)."), (refused.State, refused.Tries, refused.LastError));
        Assert.Equal($"{refused.Id}@riskmonitor.example", Assert.Single(host.Messages).MessageId);
    }

    [Fact]
    public async Task A_mail_that_was_taken_by_a_server_that_died_comes_again_under_the_same_message_id()
    {
        await using var host = await WithOneMail();
        host.Server.Fault = MailFault.DiesAfterData;

        await host.Send();
        var between = Assert.Single(await host.Rows());
        host.Server.Fault = MailFault.None;
        host.Real.SetUtcNow(between.NextTryAt);
        await host.Send();

        Assert.Equal((OutboxState.Waiting, 1), (between.State, between.Tries));
        Assert.Contains("may have taken the message", between.LastError, StringComparison.Ordinal);
        Assert.Equal([false, true], host.Server.Mails.Select(mail => mail.Acknowledged));
        Assert.Single(host.Messages.Select(mail => mail.MessageId).Distinct());
        Assert.Equal(host.Messages[0].TextBody, host.Messages[1].TextBody);
    }

    [Theory, BothEngines]
    public async Task A_process_that_dies_between_the_servers_word_and_its_own_record_sends_once_more_under_the_same_message_id(Engine engine)
    {
        await using var host = await WithOneMail(engine: engine);
        using var process = new CancellationTokenSource();
        var courier = new DiesAfterwards(new MailCourier(Microsoft.Extensions.Options.Options.Create(host.Mail), host.Staff), process);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SendUntil(process.Token, courier));
        await host.Send();
        Assert.Single(host.Messages);
        host.Real.Advance(TimeSpan.FromMinutes(3));
        await host.Send();
        await host.Send();

        Assert.Equal(2, host.Messages.Count);
        Assert.Single(host.Messages.Select(mail => mail.MessageId).Distinct());
        Assert.Equal(OutboxState.Sent, Assert.Single(await host.Rows()).State);
    }

    [Fact]
    public async Task Who_lost_the_grant_or_the_address_meanwhile_gets_nothing_and_the_outbox_says_why()
    {
        await using var host = await WithOneMail(people: 2);
        await host.Schools.Cluster.Client.GetGrain<IStaffGrain>("lead-0").Replace([]);
        await host.Choose("lead-1", new PersonalSettings());

        await host.Send();

        Assert.Empty(host.Messages);
        Assert.Equal(
            ["The recipient has no e-mail address any more.", "The recipient may not see these schools any more."], (await host.Rows()).Select(row => row.LastError).Order());
    }

    private static async Task<DigestHost> WithOneMail(int people = 1, Engine engine = Engine.Sqlite)
    {
        var host = await DigestHost.Start(engine);
        await host.Opened();
        for (var person = 0; person < people; person++)
            await host.Grant($"lead-{person}", "SafeguardingLead", plan: new() { IsImmediate = true });
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Write();
        Assert.Equal(people, (await host.Rows()).Count);
        return host;
    }

    private static async Task Put(DigestHost host, string recipient, string period, string channel, int minutesAgo) => Assert.True(await host.Digests.Write(
        new DigestRow
        {
            Id = DigestRow.IdOf(recipient, period),
            Recipient = recipient,
            Period = period,
            Channel = channel,
            CreatedAt = host.Real.GetUtcNow().AddMinutes(-minutesAgo),
            Body = new(DigestKind.Daily, []),
        },
        [],
        TestContext.Current.CancellationToken));

    /// <summary>Takes everything, or no mail, and remembers what it was given.</summary>
    private sealed class Noting : ICourier
    {
        public bool IsMailDown { get; set; }

        public List<string> Tried { get; } = [];

        public bool Carries(string channel) => true;

        public Task<Delivery> Deliver(DigestRow digest, CancellationToken cancellation)
        {
            Tried.Add($"{digest.Recipient} {digest.Period}");
            return Task.FromResult(IsMailDown && digest.Channel == "mail" ? new Delivery("Nobody answers.", IsUnreachable: true, IsUntried: true) : Delivery.Done);
        }
    }

    /// <summary>The process is gone before it has recorded what the server said.</summary>
    private sealed class DiesAfterwards(ICourier courier, CancellationTokenSource process) : ICourier
    {
        public bool Carries(string channel) => courier.Carries(channel);

        public async Task<Delivery> Deliver(DigestRow digest, CancellationToken cancellation)
        {
            Assert.Null((await courier.Deliver(digest, cancellation)).Trouble);
            await process.CancelAsync();
            throw new InvalidOperationException("The process dies here.");
        }
    }
}
