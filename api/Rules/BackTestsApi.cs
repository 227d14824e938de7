using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Api.Schools;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Rules;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Rules;

/// <summary>Changed rules over this year's history, before anybody publishes them: for those who may.</summary>
internal static class BackTestsApi
{
    public static RouteGroupBuilder MapBackTests(this RouteGroupBuilder api)
    {
        api.MapPost("/schools/{school}/back-tests", Start).WithSummary("Try changed rules over this school year's history. Answers at once with an id; ask it how far it is. No live alert is touched.");
        api.MapGet("/schools/{school}/back-tests/{id}", Report).WithSummary("How far a back-test is, and the alerts it adds and removes a week and a school. Only for whoever started it.");
        api.MapDelete("/schools/{school}/back-tests/{id}", Cancel).WithSummary("Stop a back-test. What it has found so far stays to be read.");
        return api;
    }

    private static async Task<Results<Accepted<BackTestStarted>, ValidationProblem, ProblemHttpResult>> Start(
        string school, BackTestCommand command, HttpContext http, Door door, IGrainFactory grains, RuleShelf shelf, SchoolClock clock, AuditTrail trail)
    {
        var entry = await door.Ask(http, Act.ChangeRules, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var (changes, faults) = RuleChangesText.Read(command.Thresholds, command.Severities, command.Switches);
        var troubles = faults.SetItems((await shelf.Ask(new SchoolId(school))).Troubles(changes));
        if (changes.IsEmpty)
            troubles = troubles.SetItem("changes", "nothing would change");
        if (!troubles.IsEmpty)
            return RulesApi.Refused(troubles);

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        ImmutableArray<SchoolId> schools = command.WholeTrust ? MayChange(entry.Staff!) : [new SchoolId(school)];
        var from = SchoolYear.Of(SchoolTime.DateOf(clock.Now)).From;
        foreach (var each in schools)
            await trail.Write(entry.Staff!.Id, "back-test.start", each.Value, id);
        await grains.GetGrain<IBackTestGrain>(id).Start(new BackTestRequest(entry.Staff!.Id, schools, changes, from));
        return TypedResults.Accepted($"/api/schools/{school}/back-tests/{id}", new BackTestStarted(id));
    }

    private static async Task<Results<Ok<BackTestReport>, ProblemHttpResult>> Report(
        string school, string id, HttpContext http, Door door, IGrainFactory grains, BackTestReports reports, AuditTrail trail)
    {
        var (status, refusal) = await Find(school, id, http, door, grains);
        if (status is null)
            return refusal!;
        // What is at its end names the pupils of the alerts that came and went.
        if (status.State is not BackTestState.Running)
        {
            foreach (var each in status.Outcomes)
                await trail.Write(status.Request.Owner, "back-test.read", each.Outcome.School.Value, id);
        }

        return TypedResults.Ok(await reports.Of(status));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(string school, string id, HttpContext http, Door door, IGrainFactory grains)
    {
        var (status, refusal) = await Find(school, id, http, door, grains);
        if (status is null)
            return refusal!;
        await grains.GetGrain<IBackTestGrain>(id).Cancel();
        return TypedResults.NoContent();
    }

    // Somebody else's back-test does not exist, whatever one may see of its schools.
    private static async Task<(BackTestStatus? Status, ProblemHttpResult? Refusal)> Find(string school, string id, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.ChangeRules, school);
        if (entry.Refusal is { } refusal)
            return (null, refusal);
        var status = IdText.IsValid(id) ? await grains.GetGrain<IBackTestGrain>(id).Status() : null;
        // Nor does one's own any longer, when one of its schools was taken back since.
        return status?.Request.Owner == entry.Staff!.Id && status.Request.Schools.All(each => Policy.Decide(entry.Staff.Grants, Act.ChangeRules, each).Allowed)
            ? (status, null) : (null, Problems.NotFound());
    }

    private static ImmutableArray<SchoolId> MayChange(Staff staff) =>
        [.. staff.Grants.Select(grant => grant.School).Distinct().Where(school => !school.IsTrust && Policy.Decide(staff.Grants, Act.ChangeRules, school).Allowed).Order()];
}
