//! The shop: products, their pictures, collections, the cart.
//!
//! Where an id is `undefined`, WhatsApp's answer was recorded too: that of some product, without an id.

use serde_json::{Map, Value, json};

use super::thrown::wpp_class;
use super::{CallContext, Returned, Thrown, js};
use crate::world::account::wire::{CollectionView, ProductDetailView, tree};
use crate::world::account::{Account, Collection, Product};

/// `getProducts(business, count)`. Every business sells what the account sells.
pub(super) fn get_products(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let products = account.data().catalog.products.iter().take(limit(args.get(1)));
    Ok(Some(products.map(|product| tree(&ProductDetailView(product))).collect::<Vec<_>>().into()))
}

/// `getProductById(business, id)`.
pub(super) fn get_product_by_id(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    change(account, args.get(1), |_| ())
}

/// `createProduct(name, image, description, price, isHidden, url, retailerId, currency)`.
pub(super) fn create_product(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let catalog = &mut account.data_mut().catalog;
    let mut product = Product::numbered(&catalog.number());
    let mut shown = Map::from_iter([("id".to_owned(), Value::from(&*product.id))]);
    for (at, name) in [(0, "name"), (2, "description"), (3, "price"), (7, "currency"), (4, "isHidden")] {
        if let Some(value) = args.get(at).filter(|value| !value.is_null()) {
            shown.insert(name.to_owned(), value.clone());
            set(&mut product, name, value);
        }
    }
    for (at, name) in [(1, "image"), (5, "url"), (6, "retailerId")] {
        set(&mut product, name, args.get(at).unwrap_or(&Value::Null));
    }
    catalog.add(product);
    Ok(Some(Value::Object(shown).into()))
}

/// `editProduct(id, options)`.
pub(super) fn edit_product(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    change(account, args.first(), |product| {
        for (name, value) in args.get(1).and_then(Value::as_object).into_iter().flatten() {
            set(product, name, value);
        }
    })
}

/// `delProducts(ids)`.
pub(super) fn del_products(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let deleted = match args.first() {
        None | Some(Value::Null) => 1,
        Some(Value::Array(ids)) => {
            let catalog = &mut account.data_mut().catalog;
            let before = catalog.products.len();
            catalog.products.retain(|product| !ids.iter().any(|id| js::text(id) == *product.id));
            let left: Vec<_> = catalog.products.iter().map(|product| product.id.clone()).collect();
            catalog
                .collections
                .iter_mut()
                .for_each(|collection| collection.products.retain(|id| left.contains(id)));
            before - left.len()
        }
        Some(_) => return Err(Thrown::page("TypeError", "productsIds.map is not a function")),
    };
    Ok(Some(json!({"data": {"xwa_whatsapp_catalog_delete_products": {"deleted_count": deleted}}}).into()))
}

/// `changeProductImage(id, base64)`: answers the product as it was before WhatsApp looked at the picture.
pub(super) fn change_product_image(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let before = change(account, args.first(), |_| ());
    drop(change(account, args.first(), |product| product.image_version += 1));
    before
}

/// `addProductImage(id, base64)`: answers the product as it was before WhatsApp looked at the picture.
pub(super) fn add_product_image(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let before = change(account, args.first(), |_| ());
    drop(change(account, args.first(), |product| {
        product.image_version += 1;
        product.further_images.push(product.image_version);
    }));
    before
}

/// `removeProductImage(id, index)`: a place without a picture changes nothing.
pub(super) fn remove_product_image(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let at = args.get(1).and_then(js::parse_int).and_then(|at| usize::try_from(at).ok());
    change(account, args.first(), |product| {
        if let Some(at) = at.filter(|at| *at < product.further_images.len()) {
            product.further_images.remove(at);
        }
    })
}

/// `setProductVisibility(id, value)`.
pub(super) fn set_product_visibility(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    let value = args.get(1).filter(|value| !value.is_null());
    change(account, args.first(), |product| product.hidden = js::truthy(value))?;
    Ok(Some(shown(&[("id", args.first()), ("isHidden", value)])))
}

/// `updateCartEnabled(enabled)`.
pub(super) fn update_cart_enabled(
    account: &mut Account,
    args: &[Value],
    _: &mut CallContext<'_>,
) -> Returned {
    account.data_mut().catalog.cart_enabled = js::truthy(args.first());
    Ok(Some(shown(&[("cart_enabled", args.first())])))
}

/// `getCollections(business, count, products of each)`.
pub(super) fn get_collections(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let catalog = &account.data().catalog;
    let view = |collection| tree(&CollectionView { catalog, collection, most: limit(args.get(2)) });
    Ok(Some(catalog.collections.iter().take(limit(args.get(1))).map(view).collect::<Vec<_>>().into()))
}

/// `createCollection(name, products)`.
pub(super) fn create_collection(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let catalog = &mut account.data_mut().catalog;
    let id = catalog.collection_number();
    let name = args.first().filter(|name| !name.is_null());
    let products = args.get(1).filter(|products| !products.is_null());
    catalog.collections.push(Collection {
        id: id.as_str().into(),
        name: name.map(js::text).unwrap_or_default().into(),
        products: ids(products).collect(),
    });
    Ok(Some(shown(&[("id", Some(&id.into())), ("name", name), ("products", products)])))
}

/// `editCollection(id, {name, productsToAdd, productsToRemove})`.
pub(super) fn edit_collection(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    let option =
        |name: &str| args.get(1).and_then(|options| options.get(name)).filter(|value| !value.is_null());
    if let Some(id) = args.first().filter(|id| !id.is_null()) {
        let collection = collection(account, id)?;
        if let Some(name) = option("name").or_else(|| option("collectionName")) {
            collection.name = js::text(name).into();
        }
        collection.products.extend(ids(option("productsToAdd")));
        let removed: Vec<_> = ids(option("productsToRemove")).collect();
        collection.products.retain(|id| !removed.contains(id));
    }
    Ok(Some(shown(&[("id", args.first()), ("name", option("name"))])))
}

/// `deleteCollection(id)`.
pub(super) fn delete_collection(account: &mut Account, args: &[Value], _: &mut CallContext<'_>) -> Returned {
    if let Some(id) = args.first().filter(|id| !id.is_null()) {
        let id = collection(account, id)?.id.clone();
        account.data_mut().catalog.collections.retain(|collection| collection.id != id);
    }
    Ok(Some(shown(&[("id", args.first()), ("deleted", Some(&true.into()))])))
}

/// Changes a product and shows it. Without an id some product is shown with the change, and none is changed.
fn change(account: &mut Account, id: Option<&Value>, change: impl FnOnce(&mut Product)) -> Returned {
    let products = &mut account.data_mut().catalog.products;
    let id = id.filter(|id| !id.is_null()).map(js::text);
    let found = match &id {
        Some(id) => products.iter_mut().find(|product| *product.id == **id),
        None => products.first_mut(),
    };
    let Some(product) = found else {
        return Err(Thrown::page(wpp_class::OTHER, "Product not found"));
    };
    if id.is_some() {
        change(product);
        return Ok(Some(tree(&ProductDetailView(product)).into()));
    }
    let mut nameless = product.clone();
    change(&mut nameless);
    let mut shown = tree(&ProductDetailView(&nameless));
    if let Some(shown) = shown.as_object_mut() {
        shown.shift_remove("id");
    }
    Ok(Some(shown.into()))
}

fn collection<'a>(account: &'a mut Account, id: &Value) -> Result<&'a mut Collection, Thrown> {
    let id = js::text(id);
    let mut collections = account.data_mut().catalog.collections.iter_mut();
    collections
        .find(|collection| *collection.id == *id)
        .ok_or_else(|| Thrown::page(wpp_class::OTHER, "Collection not found"))
}

/// Sets one property by the name that the library gives it.
fn set(product: &mut Product, name: &str, value: &Value) {
    let text = || if value.is_null() { Box::default() } else { js::text(value).into() };
    match name {
        "name" => product.name = text(),
        "description" => product.description = text(),
        "url" => product.url = text(),
        "retailerId" => product.retailer_id = text(),
        "currency" => product.currency = text(),
        "isHidden" => product.hidden = js::truthy(Some(value)),
        "image" => product.image_version += 1,
        "price" => {
            let price = value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
            product.price_1000 = (price.unwrap_or_default() * 1000.0).round().max(0.0) as u64;
        }
        _ => {}
    }
}

/// An object of the values that are not `undefined`.
fn shown(entries: &[(&str, Option<&Value>)]) -> super::Json {
    let there = entries.iter().filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.clone())));
    Value::Object(there.filter(|(_, value)| !value.is_null()).collect()).into()
}

/// Product numbers in a list.
fn ids(list: Option<&Value>) -> impl Iterator<Item = Box<str>> + '_ {
    list.and_then(Value::as_array).into_iter().flatten().map(|id| js::text(id).into())
}

/// How many are wanted: all, unless a number above 0 says otherwise.
fn limit(count: Option<&Value>) -> usize {
    let count = count.and_then(js::parse_int).filter(|count| *count > 0);
    count.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX)
}
