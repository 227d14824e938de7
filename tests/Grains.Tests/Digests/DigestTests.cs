using RiskMonitor.Domain.Digests;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Digests;

namespace RiskMonitor.Grains.Tests.Digests;

/// <summary>From a concern to a mail: real grains, a real store on both engines, a real SMTP conversation.</summary>
public sealed class DigestTests
{
    [Theory, BothEngines]
    public async Task A_critical_alert_is_mailed_at_once_and_once_to_those_who_want_it(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        await host.Grant("lead", "SafeguardingLead");
        await host.Grant("attendance", "AttendanceLead");
        await host.Write();
        await host.Disclosure("c1", "p001");

        for (var round = 0; round < 3; round++)
        {
            await host.Write();
            await host.Send();
        }

        var mail = Assert.Single(host.Messages);
        Assert.Equal("lead@school.example", mail.To.Mailboxes.Single().Address);
        Assert.Equal("RiskMonitor: 1 alert to look at now", mail.Subject);
        Assert.Contains("Oakfield Academy", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Critical ▲ 1 (1 new)", mail.TextBody, StringComparison.Ordinal);
        var row = Assert.Single(await host.Rows(), row => row.State is not OutboxState.Nothing);
        Assert.Equal((OutboxState.Sent, $"{row.Id}@riskmonitor.example"), (row.State, mail.MessageId));
        Assert.Contains($"https://riskmonitor.example/?digest={row.Id}", mail.TextBody, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task The_daily_digest_holds_what_is_new_since_the_last_one_and_not_what_was_mailed_at_once(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        await host.Grant("lead", "SafeguardingLead");
        await host.Grant("pastoral", "DeputyLead", plan: new DigestPlan { IsDaily = true });
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Write();

        host.At("2026-10-06 07:29");
        await host.Write();
        Assert.DoesNotContain(await host.Rows(), row => row.Period.StartsWith("daily/2026-10-06", StringComparison.Ordinal));
        host.At("2026-10-06 07:30");
        await host.Write();
        await host.Write();
        host.At("2026-10-07 07:30");
        await host.Write();
        await host.Send();

        var daily = (await host.Rows()).Where(row => row.Period.StartsWith("daily/2026-10", StringComparison.Ordinal)).ToDictionary(row => (row.Recipient, row.Period), row => (row.State, row.Body.Count));
        Assert.Equal((OutboxState.Nothing, 0), daily[("lead", "daily/2026-10-06")]);
        Assert.Equal((OutboxState.Sent, 1), daily[("pastoral", "daily/2026-10-06")]);
        Assert.Equal((OutboxState.Nothing, 0), daily[("pastoral", "daily/2026-10-07")]);
        Assert.Equal(["RiskMonitor: 1 alert new or worse", "RiskMonitor: 1 alert to look at now"], host.Messages.Select(mail => mail.Subject).Order());
    }

    [Theory, BothEngines]
    public async Task A_trust_lead_hears_weekly_of_all_schools_in_one_mail_grouped_by_school(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        await host.Opened("elmwood", "Elmwood Primary");
        var trust = host.Schools.Cluster.Client.GetGrain<ITrustGrain>("larkfield");
        await trust.Join(new("oakfield"));
        await trust.Join(new("elmwood"));
        await host.Grant("trust-lead", "TrustLead", "trust:larkfield");
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Disclosure("c2", "p002", "elmwood");
        await host.Disclosure("c3", "p003", "elmwood");

        host.At("2026-10-09 12:00");
        await host.Write();
        await host.Send();
        Assert.Empty(host.Messages);
        host.At("2026-10-12 08:00");
        await host.Write();
        await host.Send();

        var mail = Assert.Single(host.Messages);
        Assert.Equal("RiskMonitor: 3 alerts new or worse, 2 schools", mail.Subject);
        var text = mail.TextBody ?? "";
        Assert.True(text.IndexOf("Elmwood Primary", StringComparison.Ordinal) < text.IndexOf("Critical ▲ 2 (2 new)", StringComparison.Ordinal));
        Assert.Contains("Critical ▲ 1 (1 new)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_that_cannot_be_opened_keeps_back_what_is_told_of_it_and_nothing_else()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Opened("elmwood", "Elmwood Primary");
        await host.Grant("a-lead", "SafeguardingLead", "school:elmwood");
        await host.Grant("b-lead", "SafeguardingLead");
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Disclosure("c2", "p002", "elmwood");
        await Break(host);

        await host.Write();
        await host.Send();
        var meanwhile = host.Messages.Select(mail => mail.To.Mailboxes.Single().Address).ToList();
        await Mend(host);
        await host.Write();
        await host.Send();

        Assert.Equal(["b-lead@school.example"], meanwhile);
        Assert.Equal(["a-lead@school.example", "b-lead@school.example"], host.Messages.Select(mail => mail.To.Mailboxes.Single().Address).Order());
    }

    [Fact]
    public async Task A_daily_digest_waits_a_while_for_a_school_that_cannot_be_opened_and_then_goes_without_it_and_the_next_one_tells_what_it_left_out()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Opened("elmwood", "Elmwood Primary");
        await host.Grant("lead", "SafeguardingLead", plan: new DigestPlan { IsDaily = true });
        await host.Schools.Cluster.Client.GetGrain<IStaffGrain>("lead").Replace([new GrantRecord("SafeguardingLead", "school:oakfield"), new GrantRecord("SafeguardingLead", "school:elmwood")]);
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Disclosure("c2", "p002", "elmwood");
        await Break(host);

        var (sent, round) = (new List<int>(), host.NewRound());
        foreach (var at in new[] { "2026-10-06 07:30", "2026-10-06 07:44", "2026-10-06 07:45", "2026-10-06 07:46" })
        {
            host.At(at);
            await DigestHost.Write(round);
            // A silo that has only just started waits for its own quarter of an hour.
            if (at.EndsWith("44", StringComparison.Ordinal)) await host.Write();
            await host.Send();
            sent.Add(host.Messages.Count);
        }

        await Mend(host);
        host.At("2026-10-07 07:30");
        await host.Write();
        await host.Send();

        Assert.Equal([0, 0, 1, 1], sent);
        Assert.Equal(2, host.Messages.Count);
        Assert.Contains("Oakfield Academy", host.Messages[0].TextBody, StringComparison.Ordinal);
        Assert.Contains("elmwood could not be asked. That does not mean that nothing is new there", host.Messages[0].TextBody, StringComparison.Ordinal);
        Assert.Contains("elmwood could not be asked. That does not mean that nothing is new there", host.Messages[0].HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be asked", host.Messages[1].TextBody, StringComparison.Ordinal);
        Assert.Contains("Elmwood Primary", host.Messages[1].TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Oakfield", host.Messages[1].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_courier_that_breaks_off_has_tried_and_the_others_turn_comes()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("a-lead", "SafeguardingLead");
        await host.Grant("b-lead", "SafeguardingLead");
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Write();

        await host.Send(new BrokenCourier());
        var rows = (await host.Rows()).Where(row => row.State is OutboxState.Waiting).ToList();

        Assert.Equal([1, 1], rows.Select(row => row.Tries));
        Assert.All(rows, row => Assert.Equal("It broke off on our side (FileNotFoundException).", row.LastError));
    }

    /// <summary>Elmwood cannot be opened from here on, until <see cref="Mend"/>.</summary>
    private static async Task Break(DigestHost host)
    {
        await host.Store.Execute("CREATE TABLE kept AS SELECT * FROM transition WHERE school = 'elmwood'");
        await host.Store.Execute("UPDATE transition SET body = x'00' WHERE school = 'elmwood'");
        await SchoolHost.Leave(host.Schools.School("elmwood"));
    }

    private static Task Mend(DigestHost host) =>
        host.Store.Execute("UPDATE transition SET body = (SELECT kept.body FROM kept WHERE kept.update_number = transition.update_number) WHERE school = 'elmwood'");

    private static async Task Round(DigestHost host)
    {
        await host.Write();
        await host.Send();
    }

    /// <summary>Three concerns, each more severe than the one before: SG-03, High.</summary>
    private static Task Rising(DigestHost host, string student)
    {
        const string Now = "2026-10-05T20:30:00Z";
        return host.Schools.Send(
            "oakfield",
            Story.Concern("r1", student, "2026-09-28T09:00:00Z", "other", 1, Now),
            Story.Concern("r2", student, "2026-10-01T09:00:00Z", "other", 2, Now),
            Story.Concern("r3", student, "2026-10-05T20:00:00Z", "other", 3, Now));
    }

    private sealed class BrokenCourier : ICourier
    {
        public bool Carries(string channel) => true;

        public Task<Delivery> Deliver(DigestRow row, CancellationToken cancellation) => throw new FileNotFoundException("the secret's file");
    }

    [Fact]
    public async Task In_quiet_hours_only_what_the_person_chose_to_hear_comes_and_the_rest_waits_for_the_morning()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("sleeps", "SafeguardingLead");
        await host.Grant("wakes", "DeputyLead", plan: new DigestPlan { IsImmediate = true, CriticalBreaksQuiet = true });
        await host.Write();
        host.At("2026-10-05 22:00");
        await host.Disclosure("c1", "p001");

        await host.Write();
        await host.Send();
        var atNight = host.Messages.Select(mail => mail.To.Mailboxes.Single().Address).ToList();
        host.At("2026-10-06 07:00");
        await host.Write();
        await host.Send();

        Assert.Equal(["wakes@school.example"], atNight);
        Assert.Contains(host.Messages, mail => mail.To.Mailboxes.Single().Address == "sleeps@school.example");
    }

    [Theory, BothEngines]
    public async Task What_quiet_hours_held_back_from_whoever_is_on_duty_is_told_when_they_end_and_nothing_is_told_twice(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        await host.Grant("lead", "SafeguardingLead", plan: new DigestPlan { IsImmediate = true, IsDaily = true, CriticalBreaksQuiet = true });
        var duty = host.Schools.Cluster.Client.GetGrain<IDutyGrain>("oakfield");
        await duty.Change(new Domain.Duty.DutyRota { Week = [.. Enumerable.Repeat(new Domain.Duty.DutyDay("lead"), 7)] }, 0, "lead");
        await host.Write();

        host.At("2026-10-05 22:00");
        await Rising(host, "p001");
        await Round(host);
        var withHigh = host.Messages.Count;
        host.At("2026-10-05 23:00");
        await host.Disclosure("c1", "p002");
        await Round(host);
        await Round(host);
        var withCritical = host.Messages.Count;
        foreach (var at in new[] { "2026-10-06 07:00", "2026-10-06 07:01", "2026-10-06 22:00" })
        {
            host.At(at);
            await Round(host);
        }

        Assert.Equal((0, 1), (withHigh, withCritical));
        var atOnce = host.Messages.Where(mail => mail.Subject == "RiskMonitor: 1 alert to look at now").Select(mail => mail.TextBody).ToList();
        Assert.Equal(2, atOnce.Count);
        Assert.Contains("Critical ▲ 1 (1 new)", atOnce[0], StringComparison.Ordinal);
        Assert.DoesNotContain("High", atOnce[0], StringComparison.Ordinal);
        Assert.Contains("High", atOnce[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Critical", atOnce[1], StringComparison.Ordinal);
        Assert.Equal(["now", "now/quiet"], (await host.Rows()).Where(row => row.Body.Kind is DigestKind.Immediate)
            .Select(row => row.Period.EndsWith("/quiet", StringComparison.Ordinal) ? "now/quiet" : "now").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_joins_in_quiet_hours_is_told_in_the_morning_of_what_came_after_and_at_once_after_choosing_to_be()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        host.At("2026-10-05 20:00");
        await host.Grant("sleeps", "SafeguardingLead");
        await host.Grant("decides", "DeputyLead");
        await host.Write();
        await host.Choose("decides", new PersonalSettings { Address = "decides@school.example", Plan = new DigestPlan { IsImmediate = true, CriticalBreaksQuiet = true } });
        await host.Disclosure("c1", "p001");

        await host.Write();
        await host.Send();
        var atNight = host.Messages.Select(mail => mail.To.Mailboxes.Single().Address).ToList();
        host.At("2026-10-06 07:00");
        await host.Write();
        await host.Send();

        Assert.Equal(["decides@school.example"], atNight);
        Assert.Equal(["decides@school.example", "sleeps@school.example"], host.Messages.Select(mail => mail.To.Mailboxes.Single().Address));
    }

    [Fact]
    public async Task What_is_told_at_once_when_the_quiet_hours_end_is_not_told_again_by_the_daily_digest_of_the_same_minute()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("lead", "SafeguardingLead", plan: new DigestPlan { IsDaily = true, DailyAt = new(6, 30), IsImmediate = true });
        await host.Write();
        host.At("2026-10-05 22:00");
        await host.Disclosure("c1", "p001");

        host.At("2026-10-06 07:00");
        await host.Write();
        await host.Send();

        Assert.Equal("RiskMonitor: 1 alert to look at now", Assert.Single(host.Messages).Subject);
        Assert.Equal(OutboxState.Nothing, Assert.Single(await host.Rows(), row => row.Period == "daily/2026-10-06").State);
    }

    [Fact]
    public async Task The_ladder_mails_the_deputy_and_then_the_head_whom_the_rota_names()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        var quiet = new DigestPlan();
        foreach (var (staff, role) in new[] { ("deputy-a", "DeputyLead"), ("deputy-b", "DeputyLead"), ("head", "Head") })
            await host.Grant(staff, role, plan: quiet);
        var duty = host.Schools.Cluster.Client.GetGrain<IDutyGrain>("oakfield");
        await duty.Change(new Domain.Duty.DutyRota { Week = [new(null, "deputy-b", "head")] }, 0, "lead");
        await host.Write();
        await host.Disclosure("c1", "p001");
        await host.Write();
        await host.Send();
        Assert.Empty(host.Messages);

        var asked = new List<string>();
        foreach (var at in new[] { "2026-10-05 09:06", "2026-10-05 09:16" })
        {
            host.At(at);
            await host.Schools.School().Tick();
            await host.Schools.Quiet();
            await host.Write();
            await host.Send();
            asked.Add(string.Join(',', host.Messages.Select(mail => mail.To.Mailboxes.Single().Address)));
        }

        Assert.Equal(["deputy-b@school.example", "deputy-b@school.example,head@school.example"], asked);
        Assert.All(host.Messages, mail => Assert.Contains("that nobody has taken on, now asked of you", mail.TextBody, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attendance_lead_is_told_nothing_that_is_drawn_from_a_concern()
    {
        await using var host = await DigestHost.Start(Engine.Sqlite);
        await host.Opened();
        await host.Grant("attendance", "AttendanceLead", plan: new DigestPlan { IsDaily = true, IsImmediate = true });
        await host.Write();
        await host.Disclosure("c1", "p001");
        host.At("2026-10-06 08:00");

        await host.Write();
        await host.Send();

        Assert.Empty(host.Messages);
        Assert.All(await host.Rows(), row => Assert.Equal(OutboxState.Nothing, row.State));
    }

    [Theory, BothEngines]
    public async Task Several_silos_that_write_at_once_write_each_digest_once(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        await host.Opened();
        for (var person = 0; person < 5; person++)
            await host.Grant($"lead-{person}", "SafeguardingLead");
        await host.Write();
        await host.Disclosure("c1", "p001");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(host.Write)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Send())));

        Assert.Equal(5, host.Messages.Count);
        Assert.Equal(5, host.Messages.Select(mail => mail.MessageId).Distinct().Count());
    }

    [Theory, BothEngines]
    public async Task A_digest_is_written_with_what_it_covers_or_not_at_all(Engine engine)
    {
        await using var host = await DigestHost.Start(engine);
        var (school, row) = (new Domain.SchoolId("oakfield"), new Grains.Digests.DigestRow
        {
            Id = "d1",
            Recipient = "lead",
            Period = "daily/2026-10-05",
            Channel = "mail",
            CreatedAt = DigestHost.Monday,
            Body = new(DigestKind.Daily, []),
        });
        var token = TestContext.Current.CancellationToken;
        await host.Digests.Begin("lead", DigestKind.Daily, school, 5, token);

        var fromElsewhere = await host.Digests.Write(row, [new(DigestKind.Daily, school, 4, 9)], token);
        var nothing = await host.Rows();
        var written = await host.Digests.Write(row, [new(DigestKind.Daily, school, 5, 9)], token);
        var again = await host.Digests.Write(row with { Id = "d2" }, [new(DigestKind.Daily, school, 9, 12)], token);

        Assert.Equal((false, 0, true, false), (fromElsewhere, nothing.Count, written, again));
        Assert.Equal(9, (await host.Digests.Positions(token))[("lead", DigestKind.Daily, school)]);
    }
}
