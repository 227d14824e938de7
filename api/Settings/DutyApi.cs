using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Duty;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Trusts;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Settings;

/// <summary>Who is on duty at a school and who deputises: whom the escalation ladder asks.</summary>
internal static class DutyApi
{
    private const string TimeForm = "HH:mm";

    public static RouteGroupBuilder MapDuty(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/duty", Read).WithSummary("A school's rota of duties, who can be named in it, and the hours and terms of its calendar. The ETag is what a change names.");
        api.MapPut("/schools/{school}/duty", Change).WithSummary("Change a school's rota whole. If-Match must name the version that was seen (428 without, 412 when somebody changed it meanwhile); the same again is no change. Audited.");
        return api;
    }

    private static async Task<Results<Ok<SchoolDuty>, ProblemHttpResult>> Read(
        string school, HttpContext http, Door door, IGrainFactory grains, StaffDirectory staff, SchoolNames names, SchoolClock clock)
    {
        var entry = await door.Ask(http, Act.SeeDuty, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await Answer(new SchoolId(school), await grains.GetGrain<IDutyGrain>(school).Rota(), entry.Staff!, http, grains, staff, names, clock);
    }

    private static async Task<Results<Ok<SchoolDuty>, ProblemHttpResult>> Change(
        string school, DutyCommand command, HttpContext http, Door door, IGrainFactory grains, StaffDirectory staff, SchoolNames names, SchoolClock clock)
    {
        var entry = await door.Ask(http, Act.SetDuty, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        if (Versions.Named(http, out var basedOn) is { } missing)
            return missing;
        if ((command.Week ?? []).Any(day => day is null) || (command.Exceptions ?? []).Any(each => each is null))
            return Problems.Of(StatusCodes.Status400BadRequest, "week, exceptions: an entry is null.");
        var rota = From(command);
        var known = (await ChoicesOf(new SchoolId(school), staff)).Select(person => person.Id).ToHashSet(StringComparer.Ordinal);
        if ((rota.Fault() ?? (rota.Named.All(known.Contains) ? null : "week: names somebody who may not work this school's alerts.")) is { } fault)
            return Problems.Of(StatusCodes.Status400BadRequest, fault);
        var kept = await grains.GetGrain<IDutyGrain>(school).Change(rota, basedOn, entry.Staff!.Id);
        return kept.Overtaken ? Versions.Overtaken() : await Answer(new SchoolId(school), kept, entry.Staff!, http, grains, staff, names, clock);
    }

    private static DutyRota From(DutyCommand command) => new()
    {
        Week = [.. (command.Week ?? []).Select(day => new DutyDay(Id(day.OnDuty), Id(day.Deputy), Id(day.Head)))],
        Exceptions = [.. (command.Exceptions ?? []).OrderBy(each => each.Date).Select(each => new SpecialDuty(each.Date, new DutyDay(Id(each.OnDuty), Id(each.Deputy), Id(each.Head))))],
    };

    private static string? Id(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static async Task<Ok<SchoolDuty>> Answer(
        SchoolId school, KeptRota kept, Staff asker, HttpContext http, IGrainFactory grains, StaffDirectory staff, SchoolNames names, SchoolClock clock)
    {
        Versions.Tell(http, kept.Version);
        var calendar = (await grains.GetGrain<ISchoolGrain>(school.Value).Inputs("calendar")).OfType<Domain.Observations.Calendar>().FirstOrDefault();
        var people = await ChoicesOf(school, staff);
        return TypedResults.Ok(new SchoolDuty
        {
            School = school.Value,
            Name = await names.Of(school),
            Version = kept.Version,
            CanChange = Policy.Decide(asker.Grants, Act.SetDuty, school).Allowed,
            Week = [.. Enumerable.Range(0, 7).Select(day => day < kept.Rota.Week.Length ? Of(kept.Rota.Week[day]) : new DutyPeople())],
            Exceptions = [.. kept.Rota.Exceptions.Select(each => new DutyDate(each.Date, each.Day.OnDuty, each.Day.Deputy, each.Day.Head))],
            Today = Of(kept.Rota.On(SchoolTime.DateOf(clock.Now))),
            Staff = [.. people.Select(person => new DutyChoice(person.Id, person.Name, string.Join(", ", person.Grants.Where(grant => grant.School == school).Select(grant => Words(grant.Role)).Distinct())))],
            HoursFrom = Text(AlertTimes.Default.SchoolHoursFrom),
            HoursTo = Text(AlertTimes.Default.SchoolHoursTo),
            MorningCloses = calendar is null ? null : Text(calendar.MorningCloses),
            AfternoonCloses = calendar is null ? null : Text(calendar.AfternoonCloses),
            Terms = calendar is null ? [] : [.. calendar.Terms.OrderBy(term => term.From).Select(term => new TermDates(term.Name, term.From, term.To))],
        });
    }

    private static async Task<List<StaffMember>> ChoicesOf(SchoolId school, StaffDirectory staff) =>
        [.. (await staff.Everyone()).Where(person => Policy.Decide(person.Grants, Act.SeeDuty, school).Allowed).OrderBy(person => person.Name, StringComparer.Ordinal)];

    private static DutyPeople Of(DutyDay day) => new(day.OnDuty, day.Deputy, day.Head);

    private static string Words(Role role) => role switch
    {
        Role.SafeguardingLead => "safeguarding lead",
        Role.DeputyLead => "deputy lead",
        Role.Head => "head",
        Role.AttendanceLead => "attendance lead",
        Role.PastoralLead => "pastoral lead",
        Role.TrustLead => "trust lead",
        _ => role.ToString(),
    };

    private static string Text(TimeOnly time) => time.ToString(TimeForm, CultureInfo.InvariantCulture);
}
