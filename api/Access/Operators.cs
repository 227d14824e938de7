using Microsoft.AspNetCore.Authorization;

namespace RiskMonitor.Api.Access;

/// <summary>For pages that are not ours (jobs, silos, telemetry): only those who may operate.</summary>
internal sealed class OperatorsOnly : IAuthorizationRequirement;

internal sealed class OperatorsOnlyHandler(StaffRegister register) : AuthorizationHandler<OperatorsOnly>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, OperatorsOnly requirement)
    {
        if (await register.Find(context.User) is { } staff && Policy.Decide(staff.Grants, Act.Operate, null).Allowed)
            context.Succeed(requirement);
    }
}

/// <summary>Hangfire's own default lets every loopback caller in, and behind a proxy everybody is one: ours lets nobody in, the policy decides.</summary>
internal sealed class DecidedByPolicy : Hangfire.Dashboard.IDashboardAuthorizationFilter
{
    public bool Authorize(Hangfire.Dashboard.DashboardContext context) => true;
}
