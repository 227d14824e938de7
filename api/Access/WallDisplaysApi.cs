using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Interfaces;

namespace RiskMonitor.Api.Access;

/// <summary>Screens that show a wall without anybody signed in: admitted and withdrawn by those who answer for the school's children.</summary>
internal static class WallDisplaysApi
{
    public static RouteGroupBuilder MapWallDisplays(this RouteGroupBuilder api)
    {
        api.MapGet("/schools/{school}/walls", All).WithSummary("The screens that may show this school's wall, those withdrawn too.");
        api.MapPost("/schools/{school}/walls", Admit).WithSummary("Admit a screen. The answer holds, once, the secret to be opened on it: it counts once and for a day.");
        api.MapDelete("/schools/{school}/walls/{id}", Withdraw).WithSummary("Withdraw a screen; it is dark within a second.");
        api.MapPost("/walls/enter", Enter).AllowAnonymous().WithSummary("A screen brings its secret and is from then on the wall that it was admitted as.");
        return api;
    }

    private static async Task<Results<Ok<List<WallDisplayText>>, ProblemHttpResult>> All(string school, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.ManageWalls, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var walls = await grains.GetGrain<IWallDisplaysGrain>(school).All();
        return TypedResults.Ok(walls.Select(wall => new WallDisplayText(wall.Id, wall.Name, wall.CreatedAt, wall.Until, wall.EnteredAt, wall.WithdrawnAt)).ToList());
    }

    private static async Task<Results<Ok<AdmittedWallText>, ProblemHttpResult>> Admit(string school, AdmitWallCommand command, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.ManageWalls, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        var (id, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var wrong = await grains.GetGrain<IWallDisplaysGrain>(school).Admit(new NewWallDisplay(id, command.Name ?? "", command.Days, HashOf(secret), entry.Staff!.Id));
        return wrong is null ? TypedResults.Ok(new AdmittedWallText(id, $"{id}.{secret}.{school}")) : Problems.Of(StatusCodes.Status400BadRequest, wrong);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(string school, string id, HttpContext http, Door door, IGrainFactory grains)
    {
        var entry = await door.Ask(http, Act.ManageWalls, school);
        if (entry.Refusal is { } refusal)
            return refusal;
        return await grains.GetGrain<IWallDisplaysGrain>(school).Withdraw(id, entry.Staff!.Id) ? TypedResults.NoContent() : Problems.NotFound();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Enter(EnterWallCommand command, HttpContext http, IGrainFactory grains)
    {
        // What is wrong with a secret is nobody's business who has a wrong one.
        if (command.Secret?.Split('.', 3) is not [var id, var secret, var school] || !IdText.IsValid(school) || secret.Length != 64)
            return Problems.NotFound();
        if (await grains.GetGrain<IWallDisplaysGrain>(school).Enter(id, HashOf(secret)) is not { } wall)
            return Problems.NotFound();
        var identity = new ClaimsIdentity([new Claim(StaffRegister.IdClaim, StaffRegister.WallPrefix + $"{school}:{id}"), new Claim("name", wall.Name)], Sessions.Wall);
        await http.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true, ExpiresUtc = wall.Until, AllowRefresh = false });
        return TypedResults.NoContent();
    }

    private static ImmutableArray<byte> HashOf(string secret) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(secret))];
}
