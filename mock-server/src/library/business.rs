//! The business profile and orders.

use serde_json::{Map, Value};

use super::quote::find_message;
use super::thrown::wpp_class;
use super::{CallContext, Returned, Thrown, text};
use crate::world::account::wire::{OrderView, ProductView, tree};
use crate::world::account::{Account, Wid};

/// `editBusinessProfile(changes)`: keeps them, and answers them with the account's id.
pub(super) fn edit_business_profile(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let mut profile = Map::from_iter([("id".to_owned(), account.own().as_str().into())]);
    if let Some(Value::Object(changes)) = args.first() {
        profile.extend(changes.clone());
        let kept = changes.iter().filter(|(name, _)| *name != "phone");
        let kept: Vec<_> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        account.data_mut().business_profile.extend(kept);
    }
    Ok(Some(Value::Object(profile).into()))
}

/// `getBusinessProfilesProducts(business)`. Who is no business has none, and the page says so by throwing an object.
pub(super) fn get_business_profiles_products(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let id = Wid::new(&text(args, 0));
    let business = id == *account.own() || account.contact(&id).is_some_and(|contact| contact.business);
    if !business {
        return Err(Thrown::page("Object", "[object Object]"));
    }
    let products = account.data().catalog.products.iter();
    Ok(Some(products.map(|product| tree(&ProductView(product))).collect::<Vec<_>>().into()))
}

/// `getOrder(message)`.
pub(super) fn get_order(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let message = find_message(account, &text(args, 0))?;
    let number = message.attributes.get("orderId").and_then(Value::as_str).unwrap_or_default();
    let catalog = &account.data().catalog;
    let order = catalog.orders.iter().find(|order| &*message.kind == "order" && *order.id == *number);
    let order = order.ok_or_else(|| Thrown::page(wpp_class::OTHER, "Message is not an order"))?;
    Ok(Some(tree(&OrderView { catalog, order }).into()))
}
